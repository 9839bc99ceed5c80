import { hooks } from "@discogsography/web/api/client";
import { Button } from "@discogsography/web/controls/button";
import { Popover } from "radix-ui";
import { useEffect, useRef, useState } from "react";
import { isGraph, isStart, openEntity } from "../app/links";
import { navigate, useParams } from "../app/location";
import { closeOverlay } from "../app/overlay";
import { surpriseOf, toEntity } from "./model";
import styles from "./tour.module.css";
import { rememberTour, STEPS, type Step, stepFrom } from "./tour_model";

/** Time that a control has to come when the page is changed for it, and when it should be there already. */
const PATIENCE_MS = { arriving: 5000, there: 400 } as const;

const find = (step: Step): Element | undefined =>
  [...document.querySelectorAll(step.at)].find((element) => element.getClientRects().length > 0);

/**
 * Walks from control to control, beginning on the start page and going on in the graph of a door. Escape or "Skip" ends it anywhere. Each
 * stop is a dialog beside its control: it takes the focus, and its title and text are read aloud.
 */
export const Tour = () => {
  const params = useParams();
  const start = hooks.useQuery("get", "/api/explore/start", {});
  const [{ index, by }, setStop] = useState<{ readonly index: number; readonly by: 1 | -1 }>({ index: 0, by: 1 });
  const step = STEPS[index];
  const place = isStart(params) ? "start" : isGraph(params) ? "graph" : "elsewhere";
  const door = start.data === undefined ? undefined : surpriseOf(start.data, [], 0);
  const canWalk = door !== undefined;
  const end = (): void => {
    rememberTour();
    closeOverlay();
  };
  const isPossible = ({ where: there }: Step): boolean => there === "start" || canWalk;
  const next = stepFrom(index, 1, isPossible);
  const before = stepFrom(index, -1, isPossible);
  const control = useControl(step, place === step?.where, () => {
    const on = by === 1 ? next : before;
    if (on === undefined) end();
    else setStop({ index: on, by });
  });

  // The tour brings the page along: stops on the start page need it open, stops in the graph need one.
  const where = step?.where;
  useEffect(() => {
    if (where === "start" && place !== "start") navigate({});
    if (where === "graph" && place !== "graph" && door !== undefined) openEntity(toEntity(door));
  }, [where, place, door]);

  const steps = STEPS.filter(isPossible);
  if (step === undefined || control === undefined) return null;
  return (
    <>
      <Spot control={control} />
      <Popover.Root open key={index} onOpenChange={(isOpen) => !isOpen && end()}>
        <Popover.Anchor virtualRef={{ current: anchorOf(control) }} />
        <Popover.Portal>
          <Popover.Content
            className={styles.card}
            sideOffset={14}
            side={isLarge(control.getBoundingClientRect()) && isBeside(control.getBoundingClientRect()) ? "left" : "bottom"}
            collisionPadding={12}
            aria-labelledby="tourTitle"
            aria-describedby="tourText"
            onInteractOutside={(event) => event.preventDefault()}
          >
            <p className={styles.count}>
              {steps.indexOf(step) + 1} of {steps.length}
            </p>
            <h2 id="tourTitle" className={styles.title}>
              {step.title}
            </h2>
            <p id="tourText">{step.text}</p>
            <div className={styles.buttons}>
              <Button size="small" className={styles.skip} onClick={end}>
                {next === undefined ? "Close" : "Skip"}
              </Button>
              {before !== undefined && (
                <Button size="small" onClick={() => setStop({ index: before, by: -1 })}>
                  Back
                </Button>
              )}
              {next !== undefined && (
                <Button size="small" variant="primary" data-tour-next autoFocus onClick={() => setStop({ index: next, by: 1 })}>
                  Next
                </Button>
              )}
            </div>
          </Popover.Content>
        </Popover.Portal>
      </Popover.Root>
    </>
  );
};

/** The control of a step, when the page shows it. A control that does not come, because this page has none, lets the tour go on. */
const useControl = (step: Step | undefined, isHere: boolean, onMissing: () => void): Element | undefined => {
  const [found, setFound] = useState<{ readonly step: Step; readonly element: Element }>();
  const missing = useRef(onMissing);
  const seen = useRef<Step["where"]>(undefined);
  useEffect(() => {
    missing.current = onMissing;
  });
  useEffect(() => {
    if (step === undefined || !isHere) return undefined;
    const since = performance.now();
    const patience = seen.current === step.where ? PATIENCE_MS.there : PATIENCE_MS.arriving;
    const look = (): boolean => {
      const element = find(step);
      if (element === undefined) return false;
      element.scrollIntoView?.({ block: "nearest" });
      seen.current = step.where;
      setFound({ step, element });
      return true;
    };
    if (look()) return undefined;
    const timer = setInterval(() => {
      if (look()) clearInterval(timer);
      else if (performance.now() - since > patience) {
        clearInterval(timer);
        missing.current();
      }
    }, 100);
    return () => clearInterval(timer);
  }, [step, isHere]);
  return found?.step === step && isHere ? found?.element : undefined;
};

/** A control higher than this part of the screen has no room under or over it. */
const LARGE = 0.45;
const isLarge = (box: DOMRect): boolean => box.height > window.innerHeight * LARGE;

/** Where the card points: the control; of one that fills the screen its upper edge, or the inner edge of one at the side. */
const anchorOf = (control: Element): { readonly getBoundingClientRect: () => DOMRect } => ({
  getBoundingClientRect: () => {
    const box = control.getBoundingClientRect();
    if (!isLarge(box)) return box;
    return isBeside(box) ? new DOMRect(box.left, box.top + box.height / 4, 0, 0) : new DOMRect(box.left + box.width / 2, box.top + 8, 0, 0);
  },
});

/** Whether a control stands in the right half of the screen, so that the card has room at its left. */
const isBeside = (box: DOMRect): boolean => box.left > window.innerWidth / 2;

/** A ring around the control, over everything else; it follows the control. */
const Spot = ({ control }: { readonly control: Element }) => {
  const spot = useRef<HTMLDivElement>(null);
  useEffect(() => {
    let frame = 0;
    const place = (): void => {
      const box = control.getBoundingClientRect();
      const room = isLarge(box) ? -4 : 6;
      const style = spot.current?.style;
      if (style !== undefined) {
        style.transform = `translate(${box.left - room}px, ${box.top - room}px)`;
        style.width = `${box.width + 2 * room}px`;
        style.height = `${box.height + 2 * room}px`;
      }
      frame = requestAnimationFrame(place);
    };
    place();
    return () => cancelAnimationFrame(frame);
  }, [control]);
  return <div ref={spot} className={styles.spot} aria-hidden />;
};
