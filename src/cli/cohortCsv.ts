import { csv, type CsvCell, type MeasureAgreement, type TestAnalysis } from '../competency';
import type { Interval } from '../scoring';

const ends = (interval: Interval | undefined): CsvCell[] => [interval?.low ?? null, interval?.high ?? null];

/** One row an item. */
export const itemsCsv = (tests: readonly TestAnalysis[]): string =>
  csv(
    [
      ...['test', 'item', 'kind', 'label', 'count', 'difficulty', 'discrimination', 'low', 'high'],
      ...['passDiscrimination', 'alphaOfTest', 'traineesOfAlpha'],
    ],
    tests.flatMap(({ scenario, items, alpha }) =>
      items.map((item) => [
        ...[scenario ?? 'scenarios', item.id, item.kind, item.label, item.count, item.difficulty],
        ...[item.discrimination?.r ?? null, ...ends(item.discrimination?.interval)],
        ...[item.passDiscrimination?.r ?? null, alpha?.alpha ?? null, alpha?.subjects ?? null],
      ]),
    ),
  );

/** One row a plane and observer: what the figures of agreement rest on, for other programs of statistics. */
export const readingsCsv = (observers: readonly MeasureAgreement[]): string =>
  csv(
    ['measure', 'arm', 'plane', 'observer', 'value', 'absolute', 'ai', 'truth'],
    observers.flatMap(({ measure, arms }) =>
      arms.flatMap(({ arm, readings }) =>
        readings.map(({ subject, observer, value, absolute, ai, truth }) => [
          ...[measure.key, arm, subject, observer, value, absolute, ai, truth],
        ]),
      ),
    ),
  );

/** One row a measure and arm. */
export const agreementCsv = (observers: readonly MeasureAgreement[]): string =>
  csv(
    [
      ...[
        'measure',
        'unit',
        'arm',
        'observers',
        'planes',
        'withinSd',
        'withinLow',
        'withinHigh',
        'limitWithMean',
      ],
      ...[
        'icc',
        'iccLow',
        'iccHigh',
        'iccReadings',
        'iccCells',
        'biasAi',
        'lowAi',
        'highAi',
        'biasTruth',
        'lowTruth',
        'highTruth',
      ],
    ],
    observers.flatMap(({ measure, arms }) =>
      arms
        .filter(({ subjects }) => subjects > 0)
        .map(({ arm, observers: count, subjects, within, limitWithMean, icc, againstAi, againstTruth }) => [
          ...[measure.key, measure.unit, arm, count, subjects],
          ...[within?.withinSd ?? null, ...ends(within?.interval), limitWithMean],
          ...[icc?.icc ?? null, ...ends(icc?.interval), icc?.readings ?? null, icc?.cells ?? null],
          ...[againstAi?.bias ?? null, ...ends(againstAi?.limits)],
          ...[againstTruth?.bias ?? null, ...ends(againstTruth?.limits)],
        ]),
    ),
  );
