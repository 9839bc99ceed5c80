import { between, type Camera, ease, HOME } from "./camera";

interface Flight {
  readonly from: Camera;
  readonly to: Camera;
  readonly begun: number;
  readonly duration: number;
}

/** The camera over time: it stands, or flies to where it was sent. With reduced motion it is there at once. */
export class CameraRig {
  #camera: Camera = HOME;
  #flight: Flight | undefined;
  isMotionReduced = false;

  get camera(): Camera {
    return this.#camera;
  }

  get isFlying(): boolean {
    return this.#flight !== undefined;
  }

  /** Where it stands when a flight has ended. */
  get destination(): Camera {
    return this.#flight?.to ?? this.#camera;
  }

  jump(to: Camera): void {
    this.#camera = to;
    this.#flight = undefined;
  }

  fly(to: Camera, now: number, duration: number): void {
    if (this.isMotionReduced || duration <= 0) {
      this.jump(to);
      return;
    }
    this.#flight = { from: this.#camera, to, begun: now, duration };
  }

  /** Moves on to this moment; true if the camera has moved. */
  step(now: number): boolean {
    const flight = this.#flight;
    if (flight === undefined) return false;
    const t = (now - flight.begun) / flight.duration;
    this.#camera = between(flight.from, flight.to, ease(t));
    if (t >= 1) this.#flight = undefined;
    return true;
  }
}
