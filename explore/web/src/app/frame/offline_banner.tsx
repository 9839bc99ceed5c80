import { useOnline } from "@discogsography/web/online";
import { WifiOff } from "lucide-react";
import styles from "./offline_banner.module.css";

/** Says that there is no network, and what still works without. */
export const OfflineBanner = () => {
  const isOnline = useOnline();
  return (
    <div role="status" className={isOnline ? undefined : styles.banner}>
      {isOnline ? null : (
        <>
          <WifiOff size={15} aria-hidden />
          <span>You are offline. What is loaded still works; the rest goes on by itself when you are back.</span>
        </>
      )}
    </div>
  );
};
