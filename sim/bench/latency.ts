// How long each unit of work took. Every one is kept, four octets each: percentiles of what really was,
// not of a histogram's steps.

export type Latency = {
  readonly p50Milliseconds: number;
  readonly p99Milliseconds: number;
  readonly maximumMilliseconds: number;
};

export type LatencyRecorder = {
  record(milliseconds: number): void;
  readonly count: number;
  summary(): Latency;
};

const FIRST_ROOM = 65_536;

export function createLatencyRecorder(): LatencyRecorder {
  let room = new Float32Array(FIRST_ROOM);
  let count = 0;
  return {
    record(milliseconds) {
      if (count === room.length) {
        const larger = new Float32Array(room.length * 2);
        larger.set(room);
        room = larger;
      }
      room[count] = milliseconds;
      count += 1;
    },
    get count() {
      return count;
    },
    summary() {
      const sorted = room.slice(0, count).toSorted();
      return {
        p50Milliseconds: percentile(sorted, 0.5),
        p99Milliseconds: percentile(sorted, 0.99),
        maximumMilliseconds: percentile(sorted, 1),
      };
    },
  };
}

/** The smallest value that this share of all values does not exceed (nearest rank); 0 of none. */
export function percentile(sorted: ArrayLike<number>, share: number): number {
  const rank = Math.max(1, Math.ceil(share * sorted.length));
  return sorted[rank - 1] ?? 0;
}
