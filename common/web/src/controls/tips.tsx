import { useEffect, useRef, useState } from "react";
import { Key } from "./key";
import styles from "./tips.module.css";

/** A pointer rests this long before the tip shows; from one tip to the next there is no wait. */
const WAIT_MS = 450;
const ROOM = 8;

interface Tip {
  readonly text: string;
  readonly keys: string | undefined;
  readonly owner: DOMRect;
}

const ownerOf = (target: EventTarget | null): HTMLElement | undefined => {
  const owner = target instanceof Element ? target.closest("[data-tip]") : null;
  return owner instanceof HTMLElement && owner.dataset.tip ? owner : undefined;
};

/** Where a tip of this size goes: under its owner, above it where there is no room, never over the edge. */
export const placeTip = (
  owner: Pick<DOMRect, "left" | "top" | "bottom" | "width">,
  size: { readonly width: number; readonly height: number },
  page: { readonly width: number; readonly height: number },
): { readonly left: number; readonly top: number } => {
  const centred = owner.left + owner.width / 2 - size.width / 2;
  const below = owner.bottom + ROOM;
  return {
    left: Math.max(ROOM, Math.min(centred, page.width - size.width - ROOM)),
    top: below + size.height + ROOM <= page.height ? below : Math.max(ROOM, owner.top - size.height - ROOM),
  };
};

/** Shows what `data-tip` (and `data-tip-keys`) of any element says, for pointer and keyboard; the shell holds one. The text only repeats the element's name, so it is hidden from screen readers. */
export const Tips = () => {
  const [tip, setTip] = useState<Tip>();
  const box = useRef<HTMLDivElement>(null);

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let isShown = false;
    const hide = () => {
      clearTimeout(timer);
      isShown = false;
      setTip(undefined);
    };
    const show = (owner: HTMLElement) => {
      clearTimeout(timer);
      const open = () => {
        if (!owner.isConnected) return;
        isShown = true;
        setTip({ text: owner.dataset.tip ?? "", keys: owner.dataset.tipKeys, owner: owner.getBoundingClientRect() });
      };
      if (isShown) open();
      else timer = setTimeout(open, WAIT_MS);
    };
    const onEnter = (event: PointerEvent) => {
      if (event.pointerType === "touch") return;
      if (event.target instanceof Node && box.current?.contains(event.target)) return;
      const owner = ownerOf(event.target);
      if (owner) show(owner);
      else hide();
    };
    const onFocus = (event: FocusEvent) => {
      const owner = ownerOf(event.target);
      if (owner?.matches(":focus-visible, :has(:focus-visible)")) show(owner);
      else hide();
    };
    const onKey = (event: KeyboardEvent) => {
      if (event.key === "Escape") hide();
    };
    document.addEventListener("pointerover", onEnter);
    document.addEventListener("pointerdown", hide);
    document.addEventListener("focusin", onFocus);
    document.addEventListener("focusout", hide);
    document.addEventListener("keydown", onKey);
    document.addEventListener("scroll", hide, true);
    return () => {
      hide();
      document.removeEventListener("pointerover", onEnter);
      document.removeEventListener("pointerdown", hide);
      document.removeEventListener("focusin", onFocus);
      document.removeEventListener("focusout", hide);
      document.removeEventListener("keydown", onKey);
      document.removeEventListener("scroll", hide, true);
    };
  }, []);

  useEffect(() => {
    const element = box.current;
    if (!tip || !element) return;
    const place = placeTip(
      tip.owner,
      { width: element.offsetWidth, height: element.offsetHeight },
      { width: window.innerWidth, height: window.innerHeight },
    );
    element.style.left = `${place.left}px`;
    element.style.top = `${place.top}px`;
    element.style.visibility = "visible";
  }, [tip]);

  return (
    tip && (
      <div ref={box} key={`${tip.owner.left},${tip.owner.top}`} className={styles.tip} aria-hidden>
        {tip.text}
        {tip.keys && <Key keys={tip.keys} />}
      </div>
    )
  );
};
