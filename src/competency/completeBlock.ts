/** A table without gaps: every observer of it read every subject of it. */
export interface CompleteBlock {
  readonly subjects: readonly string[];
  readonly observers: readonly string[];
  /** One row a subject, one column an observer. */
  readonly values: readonly (readonly number[])[];
  /** Left out for the gaps they have. */
  readonly droppedSubjects: readonly string[];
  readonly droppedObservers: readonly string[];
}

export interface CellReading {
  readonly subject: string;
  readonly observer: string;
  readonly value: number;
}

/**
 * Leaves out, one after the other, the subject or observer with the largest share of gaps, until there is none. Of equals the
 * subject goes first, then the one whose name comes last: the same readings give the same block in any order.
 */
export function completeBlock(readings: readonly CellReading[]): CompleteBlock {
  const cells = new Map(readings.map((r) => [`${r.subject}\n${r.observer}`, r.value]));
  const valueOf = (subject: string, observer: string): number | undefined =>
    cells.get(`${subject}\n${observer}`);
  let subjects = [...new Set(readings.map(({ subject }) => subject))].sort();
  let observers = [...new Set(readings.map(({ observer }) => observer))].sort();
  const droppedSubjects: string[] = [];
  const droppedObservers: string[] = [];
  for (;;) {
    const gapsOfSubject = (s: string): number =>
      observers.filter((o) => valueOf(s, o) === undefined).length / observers.length;
    const gapsOfObserver = (o: string): number =>
      subjects.filter((s) => valueOf(s, o) === undefined).length / subjects.length;
    const subject = worst(subjects, gapsOfSubject);
    const observer = worst(observers, gapsOfObserver);
    if (!subject || !observer || Math.max(subject.gaps, observer.gaps) === 0) break;
    if (subject.gaps >= observer.gaps) {
      subjects = subjects.filter((s) => s !== subject.name);
      droppedSubjects.push(subject.name);
    } else {
      observers = observers.filter((o) => o !== observer.name);
      droppedObservers.push(observer.name);
    }
  }
  const values = subjects.map((s) => observers.map((o) => valueOf(s, o) ?? NaN));
  return { subjects, observers, values, droppedSubjects, droppedObservers };
}

function worst(
  names: readonly string[],
  gapsOf: (name: string) => number,
): { name: string; gaps: number } | undefined {
  return names
    .map((name) => ({ name, gaps: gapsOf(name) }))
    .reduce<{ name: string; gaps: number } | undefined>(
      (most, next) => (most && most.gaps > next.gaps ? most : next),
      undefined,
    );
}
