import type { LearningRecord, RecordedItem } from '../learningRecord';
import { interval2004, timestamp2004 } from './time';
import { decimal, objectiveIndices, responseOf, type CmiValues, type WritingPlace } from './values';

/** Smallest length that every system keeps: of a description, of the answer to a `performance` and to an `other`. */
const MAX_DESCRIPTION = 250;
const MAX_RESPONSE = 4000;

const scoreValues = (prefix: string, percent: number | null): CmiValues =>
  percent === null
    ? []
    : [
        [`${prefix}.min`, '0'],
        [`${prefix}.max`, '100'],
        [`${prefix}.raw`, decimal(percent)],
        [`${prefix}.scaled`, decimal(percent / 100)],
      ];

function interactionValues(item: RecordedItem, index: number, submittedAt: string): CmiValues {
  const at = `cmi.interactions.${index}`;
  const { latencySeconds, measured } = item;
  return [
    [`${at}.id`, item.id],
    [`${at}.type`, measured.length > 0 ? 'performance' : 'other'],
    [`${at}.timestamp`, timestamp2004(submittedAt)],
    [`${at}.description`, item.title.slice(0, MAX_DESCRIPTION)],
    [`${at}.learner_response`, responseOf(item, MAX_RESPONSE)],
    [`${at}.result`, item.result],
    ...(latencySeconds === null ? [] : [[`${at}.latency`, interval2004(latencySeconds)] as const]),
  ];
}

/** A submitted exam in the data model of SCORM 2004. */
export function values2004(record: LearningRecord, place: WritingPlace): CmiValues {
  const indices = objectiveIndices(record, place);
  const { passed } = record;
  return [
    ...record.objectives.flatMap(({ id, title, credit, reached }, i): CmiValues => {
      const { index, isNew } = indices[i] ?? { index: i, isNew: true };
      const at = `cmi.objectives.${index}`;
      // An identifier is set once; after that it may not change.
      const head: CmiValues = isNew ? [[`${at}.id`, id]] : [];
      return [
        ...head,
        [`${at}.description`, title.slice(0, MAX_DESCRIPTION)],
        ...scoreValues(`${at}.score`, credit * 100),
        [`${at}.completion_status`, 'completed'],
        [`${at}.success_status`, reached ? 'passed' : 'failed'],
      ];
    }),
    ...record.items.flatMap((item, i) => interactionValues(item, place.interactions + i, record.submittedAt)),
    ...scoreValues('cmi.score', record.mark),
    ['cmi.completion_status', 'completed'],
    ['cmi.success_status', passed === null ? 'unknown' : passed ? 'passed' : 'failed'],
  ];
}
