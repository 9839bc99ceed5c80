/** Discs on a raster, for "is this place free?" in constant time. */
export class Crowd {
  readonly #cell: number;
  readonly #cells = new Map<number, number[]>();
  #widest = 0;
  #count = 0;

  constructor(cell: number) {
    this.#cell = cell;
  }

  get count(): number {
    return this.#count;
  }

  add(x: number, y: number, r: number): void {
    const key = this.#key(Math.floor(x / this.#cell), Math.floor(y / this.#cell));
    const cell = this.#cells.get(key);
    if (cell === undefined) this.#cells.set(key, [x, y, r]);
    else cell.push(x, y, r);
    this.#widest = Math.max(this.#widest, r);
    this.#count += 1;
  }

  /** Whether a disc overlaps none, with `gap` between. */
  isFree(x: number, y: number, r: number, gap: number): boolean {
    const reach = r + this.#widest + gap;
    const [first, last] = [Math.floor((x - reach) / this.#cell), Math.floor((x + reach) / this.#cell)];
    const [above, below] = [Math.floor((y - reach) / this.#cell), Math.floor((y + reach) / this.#cell)];
    for (let column = first; column <= last; column++) {
      for (let row = above; row <= below; row++) {
        const cell = this.#cells.get(this.#key(column, row));
        if (cell === undefined) continue;
        for (let at = 0; at < cell.length; at += 3) {
          const [dx, dy, apart] = [x - (cell[at] ?? 0), y - (cell[at + 1] ?? 0), r + (cell[at + 2] ?? 0) + gap];
          if (dx * dx + dy * dy < apart * apart) return false;
        }
      }
    }
    return true;
  }

  #key(column: number, row: number): number {
    return (column + 40_000) * 80_000 + row + 40_000;
  }
}
