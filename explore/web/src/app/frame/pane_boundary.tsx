import { Button, LinkButton } from "@discogsography/web/controls/button";
import { StateBlock } from "@discogsography/web/controls/state_block";
import { RotateCw } from "lucide-react";
import { Component, type ErrorInfo, type ReactNode } from "react";
import styles from "./pane_boundary.module.css";

interface Props {
  readonly title: string;
  /** With another value the pane is tried anew: the address, for what fails may be only what it names. */
  readonly place: string;
  readonly children: ReactNode;
}
interface State {
  readonly error: Error | undefined;
  readonly place: string;
}

/** Browsers word it differently when a part of the page cannot be fetched: no network, or a newer version is installed. */
const isMissingCode = (error: Error): boolean =>
  /dynamically imported module|importing a module|module script failed|does not provide an export/i.test(error.message);

/** Keeps a failure within its pane: the rest of the page goes on, and the pane can be tried anew. */
export class PaneBoundary extends Component<Props, State> {
  override state: State = { error: undefined, place: this.props.place };

  static getDerivedStateFromError(error: unknown): Partial<State> {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }

  static getDerivedStateFromProps(props: Props, state: State): Partial<State> | null {
    return props.place === state.place ? null : { error: undefined, place: props.place };
  }

  override componentDidCatch(error: Error, info: ErrorInfo): void {
    console.error(`The pane ${this.props.title} failed`, error, info.componentStack);
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (error === undefined) return this.props.children;
    const isMissing = isMissingCode(error);
    const again = (): void => (isMissing ? window.location.reload() : this.setState({ error: undefined }));
    return (
      <div className={styles.failed}>
        <h1>{this.props.title}</h1>
        <StateBlock
          kind="error"
          title={isMissing ? "This part of the page could not be fetched" : "Something went wrong in this pane"}
          text={
            isMissing
              ? "The network may be away, or a newer version is installed."
              : "The other panes are as you left them, and so is your place in them."
          }
          actions={
            <>
              <Button variant="primary" icon={RotateCw} onClick={again}>
                {isMissing ? "Load the page anew" : "Try again"}
              </Button>
              <LinkButton href="/">To the start page</LinkButton>
            </>
          }
        />
      </div>
    );
  }
}
