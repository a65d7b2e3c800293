import { IsocenterError } from '../geometry';
import { sequenceByName, type Sequence } from '../scanner';
import { changesFromPreset, draftTimeS, finished, settle, type DraftStep } from './protocolSteps';
import { PROTOCOLS, type Implants, type ProtocolTable } from './protocolTable';
import type { ExamProtocol, ExamRequest } from './protocolTypes';
import { minutes } from './words';

/** Steps with what there is to say about them. */
interface Draft {
  readonly steps: readonly DraftStep[];
  readonly unmet: readonly string[];
}

function assertRequest({ ageYears, timeBudgetS }: ExamRequest): void {
  if (ageYears >= 0 && ageYears <= 120 && timeBudgetS > 0 && Number.isFinite(timeBudgetS)) return;
  throw new IsocenterError(
    'protocol-request-invalid',
    `A protocol for ${ageYears} years and ${timeBudgetS} s is not possible.`,
    'Give an age from 0 to 120 years and a time budget above 0 s.',
  );
}

/** What the request alone makes doubtful, before there is any image. */
export const implantDoubts = (implants: Implants): string[] =>
  implants === 'spinal-metal'
    ? [
        'Metal in the spine was reported: images are distorted near it, and how far the AI may be wrong there is not known. Check planes and names of the levels with metal on the image before they are used.',
      ]
    : [];

/** The indication's steps with the replacements that implants ask for and what age keeps. */
function firstDraft(request: ExamRequest, table: ProtocolTable): Draft {
  const { indication, implants, ageYears, fieldStrengthT, levels } = request;
  const rule = table.implants[implants];
  const ages = table.ages.filter((a) => ageYears >= a.fromYears && ageYears <= a.toYears);
  const unmet: string[] = [];
  const steps: DraftStep[] = [];
  for (const row of table.indications[indication].steps) {
    const name = rule.replace[row.sequence] ?? row.sequence;
    const style = row.style === 'level' && !levels?.length ? 'block' : row.style;
    if (style !== row.style)
      unmet.push(`${row.name}: no level is named, so a block takes the place of a stack through it.`);
    const sequence = sequenceByName(name, fieldStrengthT);
    const replaced = name !== row.sequence;
    const why = `${sequenceByName(row.sequence, fieldStrengthT).label} is replaced by ${sequence.label}: ${rule.replaceReason ?? 'implants'}`;
    if (replaced && isThere(steps, table.indications[indication].steps, name, row.name)) {
      unmet.push(`${row.name}: ${why}, which the protocol has already.`);
      continue;
    }
    if (replaced) unmet.push(`${row.name}: ${why}.`);
    const age = ages.find((a) => a.keep === row.name);
    steps.push({
      table: row,
      style,
      sequence,
      drop: age ? undefined : row.drop,
      reason: age ? `${row.reason} ${age.reason}` : row.reason,
    });
  }
  const atField = rule.unmetAt[`${fieldStrengthT}`];
  return { steps, unmet: [...(atField === undefined ? [] : [atField]), ...unmet] };
}

/** Whether another step of the protocol already runs this sequence. */
const isThere = (
  taken: readonly DraftStep[],
  rows: readonly { readonly name: string; readonly sequence: string }[],
  sequence: string,
  own: string,
): boolean =>
  taken.some((s) => s.sequence.name === sequence) ||
  rows.some((row) => row.name !== own && row.sequence === sequence);

/** The time of localizer, adjustments and steps, s. */
function totalS(steps: readonly DraftStep[], request: ExamRequest, table: ProtocolTable): number {
  const { examS, stepS } = table.overhead;
  return steps.reduce((sum, step) => sum + stepS + draftTimeS(step, request, table), examS);
}

/** Drops steps, the lowest number first, until the budget holds the rest or nothing more may go. */
function dropToFit(draft: Draft, request: ExamRequest, table: ProtocolTable): Draft {
  let { steps } = draft;
  const unmet = [...draft.unmet];
  while (totalS(steps, request, table) > request.timeBudgetS) {
    const next = steps
      .filter((s) => s.drop !== undefined)
      .reduce<DraftStep | null>((a, s) => (a && (a.drop ?? 0) <= (s.drop ?? 0) ? a : s), null);
    if (!next) break;
    steps = steps.filter((s) => s !== next);
    unmet.push(
      `${next.table.name} (${next.sequence.label}, ${minutes(draftTimeS(next, request, table))}) is left out: the time budget of ${minutes(request.timeBudgetS)} does not hold it.`,
    );
  }
  return { steps, unmet };
}

/** Shortens what is left by the table's means, one after the other over all steps, longest first, until it fits. */
function shortenToFit(draft: Draft, request: ExamRequest, table: ProtocolTable): Draft {
  let { steps } = draft;
  const unmet = [...draft.unmet];
  for (const { setting, value, cost } of table.shorten) {
    const longestFirst = steps
      .map((step, i) => ({ i, time: draftTimeS(step, request, table) }))
      .sort((a, b) => b.time - a.time);
    for (const { i } of longestFirst) {
      if (totalS(steps, request, table) <= request.timeBudgetS) return { steps, unmet };
      const step = steps[i];
      if (!step) continue;
      const sequence = changed(step.sequence, setting, value);
      const shorter = { ...step, sequence };
      const saved = draftTimeS(step, request, table) - draftTimeS(shorter, request, table);
      if (saved <= 0) continue;
      steps = steps.with(i, shorter);
      unmet.push(
        `${step.table.name}: ${changesFromPreset(sequence).find((c) => c.startsWith(setting === 'averages' ? 'averages' : 'acceleration')) ?? setting} saves ${minutes(saved)} at the cost of ${cost}.`,
      );
    }
  }
  return { steps, unmet };
}

/** Faster only: fewer averages, or more acceleration than there is. */
function changed(sequence: Sequence, setting: 'averages' | 'accelerationFactor', value: number): Sequence {
  if (setting === 'averages') return { ...sequence, averages: Math.min(sequence.averages, value) };
  return { ...sequence, accelerationFactor: Math.max(sequence.accelerationFactor, value) };
}

/**
 * The steps of an exam for an indication, with every sequence set for field strength, implants and time. The budget drops the optional
 * steps in the table's order, then shortens the others; whatever that changes, and a budget that still does not hold the exam, is told.
 * Times are those of a patient of usual size.
 * @throws IsocenterError `protocol-request-invalid`
 */
export function generateProtocol(request: ExamRequest, table: ProtocolTable = PROTOCOLS): ExamProtocol {
  assertRequest(request);
  const first = firstDraft(request, table);
  const settled = first.steps.map((step) => settle(step, request, table));
  const whole: Draft = {
    steps: settled.map(({ draft }) => draft),
    unmet: [...first.unmet, ...settled.flatMap(({ unmet }) => unmet)],
  };
  const { steps, unmet } = shortenToFit(dropToFit(whole, request, table), request, table);
  const totalTimeS = totalS(steps, request, table);
  const { note } = table.fields[`${request.fieldStrengthT}`];
  return {
    steps: steps.map((step) => finished(step, request, table)),
    totalTimeS,
    unmet:
      totalTimeS > request.timeBudgetS
        ? [
            ...unmet,
            `The exam takes ${minutes(totalTimeS)}, more than the budget of ${minutes(request.timeBudgetS)}: nothing more can be left out or shortened.`,
          ]
        : unmet,
    notes: note === undefined ? [] : [note],
  };
}
