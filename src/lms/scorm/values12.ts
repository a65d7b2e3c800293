import type { LearningRecord, RecordedItem } from '../learningRecord';
import { interval12, timeOfDay12 } from './time';
import { decimal, objectiveIndices, responseOf, type CmiValues, type WritingPlace } from './values';

/** SCORM 1.2 calls a wrong answer wrong. */
const RESULTS: Record<RecordedItem['result'], string> = {
  correct: 'correct',
  incorrect: 'wrong',
  neutral: 'neutral',
};

/** CMIFeedback and CMIString255. */
const MAX_TEXT = 255;

/** Status of a submitted exam; one that could not be marked is completed, which says nothing of its worth. */
const statusOf = ({ passed }: LearningRecord): string =>
  passed === null ? 'completed' : passed ? 'passed' : 'failed';

const scoreValues = (prefix: string, percent: number | null): CmiValues =>
  percent === null
    ? []
    : [
        [`${prefix}.min`, '0'],
        [`${prefix}.max`, '100'],
        [`${prefix}.raw`, decimal(percent)],
      ];

/** One entry of the journal. The standard has no place for the title. */
function interactionValues(item: RecordedItem, index: number, submittedAt: string): CmiValues {
  const at = `cmi.interactions.${index}`;
  const { latencySeconds, measured } = item;
  return [
    [`${at}.id`, item.id],
    [`${at}.time`, timeOfDay12(submittedAt)],
    [`${at}.type`, measured.length > 0 ? 'performance' : 'fill-in'],
    [`${at}.student_response`, responseOf(item, MAX_TEXT)],
    [`${at}.result`, RESULTS[item.result]],
    ...(latencySeconds === null ? [] : [[`${at}.latency`, interval12(latencySeconds)] as const]),
  ];
}

/** A submitted exam in the data model of SCORM 1.2. */
export function values12(record: LearningRecord, place: WritingPlace): CmiValues {
  const indices = objectiveIndices(record, place);
  return [
    ...record.objectives.flatMap(({ id, credit, reached }, i): CmiValues => {
      const at = `cmi.objectives.${indices[i]?.index ?? i}`;
      return [
        [`${at}.id`, id],
        ...scoreValues(`${at}.score`, credit * 100),
        [`${at}.status`, reached ? 'passed' : 'failed'],
      ];
    }),
    ...record.items.flatMap((item, i) => interactionValues(item, place.interactions + i, record.submittedAt)),
    ...scoreValues('cmi.core.score', record.mark),
    ['cmi.core.lesson_status', statusOf(record)],
  ];
}
