/** The numbers that stand at some places of a sorted list. */
export interface Ranked {
  /** How many numbers there are. */
  readonly count: number;
  /** In the order in which their places were asked for. */
  readonly values: readonly number[];
}

/**
 * Exact order statistics of more numbers than memory should hold: a first pass counts them by their size, a second one sorts those
 * that are of a size with what is wanted (a 2,048th of it apart). NaN is left out.
 * @param pass gives the same numbers each time
 * @param placesOf the wanted places in the sorted list, from 0, once it is known how many numbers there are
 */
export function orderStatistics(
  pass: () => Iterable<Float64Array>,
  placesOf: (count: number) => readonly number[],
): Ranked {
  const counts = new SizeTable();
  let count = 0;
  for (const values of pass())
    for (const value of values) {
      if (Number.isNaN(value)) continue;
      counts.add(sizeOf(value), 1);
      count += 1;
    }
  const places = placesOf(count);
  const wanted = new Map<number, Size>();
  for (const { size, before, count: many } of counts.inOrder())
    if (places.some((place) => place >= before && place < before + many))
      wanted.set(size, { before, occurs: new Map() });
  collect(pass, wanted);
  const sorted = [...wanted.values()].map(({ before, occurs }) => ({ before, values: inOrder(occurs) }));
  return { count, values: places.map((place) => valueAt(sorted, place)) };
}

/** Numbers of one size, and how many smaller ones there are. */
interface Size {
  readonly before: number;
  /** How often each number occurs. */
  readonly occurs: Map<number, number>;
}

function collect(pass: () => Iterable<Float64Array>, wanted: ReadonlyMap<number, Size>): void {
  const marks = new SizeTable();
  for (const size of wanted.keys()) marks.add(size, 1);
  for (const values of pass())
    for (const value of values) {
      if (Number.isNaN(value)) continue;
      const size = sizeOf(value);
      if (marks.get(size) === 0) continue;
      const occurs = wanted.get(size)?.occurs;
      occurs?.set(value, (occurs.get(value) ?? 0) + 1);
    }
}

function inOrder(occurs: ReadonlyMap<number, number>) {
  let before = 0;
  return [...occurs]
    .sort(([a], [b]) => a - b)
    .map(([value, count]) => {
      before += count;
      return { value, until: before };
    });
}

function valueAt(
  sizes: readonly { readonly before: number; readonly values: ReturnType<typeof inOrder> }[],
  place: number,
): number {
  const size = sizes.findLast(({ before }) => before <= place);
  return size?.values.find(({ until }) => place < size.before + until)?.value ?? Number.NaN;
}

const float = new Float32Array(1);
const bits = new Int32Array(float.buffer);

/** A float32 without its last twelve bits, as a number of 20 bits that grows with the value. */
function sizeOf(value: number): number {
  float[0] = value;
  const own = bits[0] as number;
  // As integers, floats below zero are in the reverse order.
  return (own < 0 ? ~own : own | 0x8000_0000) >>> 12;
}

const pageSizes = 4096;

/** A count for each size. Memory grows with the orders of magnitude that occur, and not with the numbers. */
class SizeTable {
  readonly #pages: (Uint32Array | undefined)[] = [];

  add(size: number, count: number): void {
    const at = Math.floor(size / pageSizes);
    let page = this.#pages[at];
    if (page === undefined) {
      page = new Uint32Array(pageSizes);
      this.#pages[at] = page;
    }
    page[size % pageSizes] = (page[size % pageSizes] as number) + count;
  }

  get(size: number): number {
    return this.#pages[Math.floor(size / pageSizes)]?.[size % pageSizes] ?? 0;
  }

  /** What there is, by size. */
  *inOrder(): Generator<{ readonly size: number; readonly before: number; readonly count: number }> {
    let before = 0;
    for (let at = 0; at < this.#pages.length; at += 1)
      for (const [own, count] of this.#pages[at]?.entries() ?? []) {
        if (count === 0) continue;
        yield { size: at * pageSizes + own, before, count };
        before += count;
      }
  }
}
