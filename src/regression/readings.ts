/** How a measure is written. */
export interface Measure {
  readonly title: string;
  readonly unit: string;
  readonly digits: number;
}

/** What a way of measuring gives at the places of the truth: by measure and place. */
export type Readings = ReadonlyMap<string, number>;
export const readingKey = (measure: string, where: string): string => `${measure} ${where}`;
