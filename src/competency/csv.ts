import type { Attempt } from '../exercise';
import { readingArm } from './readingArm';
import type { Trainee } from './record';

export type CsvCell = string | number | boolean | null;

/**
 * A table as RFC 4180 has it. Texts that a spreadsheet would take for a formula get an apostrophe in front (OWASP, CSV
 * injection): names come from other people's files.
 */
export function csv(head: readonly string[], rows: readonly (readonly CsvCell[])[]): string {
  return [head, ...rows].map((row) => row.map(cell).join(',')).join('\r\n') + '\r\n';
}

function cell(value: CsvCell): string {
  if (value === null) return '';
  if (typeof value !== 'string') return String(value);
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Whose attempt it is, and the attempt. */
export interface OwnedAttempt {
  readonly trainee: Trainee;
  readonly attempt: Attempt;
}

/** One row an attempt. */
export const attemptsCsv = (owned: readonly OwnedAttempt[]): string =>
  csv(
    [
      ...['trainee', 'name', 'attempt', 'scenario', 'patient', 'patientSeed', 'mode', 'arm', 'readingArm'],
      ...[
        'aiPlanSeen',
        'startedAt',
        'submittedAt',
        'mark',
        'planMark',
        'passed',
        'seconds',
        'edits',
        'inputs',
      ],
      ...['criticalErrors', 'off', 'weak', 'aiMark', 'assignment', 'program'],
    ],
    owned.map(({ trainee, attempt }) => {
      const { outcome, result } = attempt;
      return [
        ...[trainee.id, trainee.name, attempt.id, attempt.scenario.id, attempt.patient, attempt.patientSeed],
        ...[attempt.mode, result.arm, readingArm(attempt), attempt.aiPlanSeenBeforeSubmit, attempt.startedAt],
        ...[
          attempt.submittedAt,
          outcome.mark,
          outcome.planMark,
          outcome.passed,
          result.seconds,
          result.edits,
        ],
        ...[result.inputs, outcome.criticalErrors.length, result.errors.off, result.errors.weak],
        ...[attempt.aiAlone?.mark ?? null, attempt.assignment, attempt.versions.program ?? null],
      ];
    }),
  );

/** One row a criterion and a task. */
export const criteriaCsv = (owned: readonly OwnedAttempt[]): string =>
  csv(
    [
      ...[
        'trainee',
        'attempt',
        'scenario',
        'patientSeed',
        'mode',
        'readingArm',
        'group',
        'criterion',
        'label',
      ],
      ...['unit', 'value', 'band', 'ai', 'aiBand', 'truth'],
    ],
    owned.flatMap(({ trainee, attempt }) => {
      const { outcome } = attempt;
      const head: CsvCell[] = [trainee.id, attempt.id, attempt.scenario.id, attempt.patientSeed];
      const of = [...head, attempt.mode, readingArm(attempt)];
      const groups = [...outcome.groups, { name: 'exam', rows: outcome.exam.rows }];
      return [
        ...groups.flatMap(({ name, rows }) =>
          rows.map((row) => [
            ...[...of, name, row.key, row.label, row.unit, row.trainee?.value ?? null],
            ...[
              row.trainee?.band ?? null,
              row.ai?.value ?? null,
              row.ai?.band ?? null,
              row.truth?.value ?? null,
            ],
          ]),
        ),
        ...outcome.tasks.map((task) => [
          ...[...of, 'task', task.kind, task.title, '%', task.percent],
          ...[task.critical ? 'critical' : null, null, null, null],
        ]),
      ];
    }),
  );
