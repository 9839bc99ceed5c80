import { Check, Copy } from "lucide-react";
import { useEffect, useState } from "react";
import { copyText } from "../copy";
import { announce } from "./announcer";
import { Button, IconButton } from "./button";

const SHOWN_MS = 2000;

interface CopyButtonProps {
  readonly text: string;
  /** What is copied: "Copy catalogue number". */
  readonly label: string;
  /** Draws the label beside the icon. */
  readonly hasText?: boolean;
}

/** Copies a text and says so. */
export const CopyButton = ({ text, label, hasText = false }: CopyButtonProps) => {
  const [isCopied, setCopied] = useState(false);
  useEffect(() => {
    if (!isCopied) return undefined;
    const timer = setTimeout(() => setCopied(false), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [isCopied]);
  const copy = async () => {
    const done = await copyText(text);
    announce(done ? "Copied" : "The browser did not allow copying");
    setCopied(done);
  };
  const icon = isCopied ? Check : Copy;
  return hasText ? (
    <Button size="small" icon={icon} onClick={copy}>
      {isCopied ? "Copied" : label}
    </Button>
  ) : (
    <IconButton size="small" label={label} icon={icon} onClick={copy} />
  );
};
