import { IsocenterError } from '../geometry';
import {
  generateProtocol,
  PROTOCOLS,
  type ExamProtocol,
  type ExamRequest,
  type Implants,
  type Indication,
  type ProtocolTable,
} from '../planning';
import { DEFAULT_FIELD_STRENGTH_T } from '../scanner';
import { DISC_LEVELS, VERTEBRA_LEVELS } from '../volume';
import { fieldStrength } from './scanSettings';

/** What `loop` is asked for, as it stands on the command line. */
export interface LoopRequestOptions {
  /** Indication, e.g. `radiculopathy`. */
  readonly protocol: string;
  /** Tesla. */
  readonly field?: string;
  /** Years; the phantom's own, or `USUAL_AGE_YEARS`, when not given. */
  readonly age?: string;
  readonly implants?: string;
  /** Minutes for the whole exam. */
  readonly budget?: string;
  /** Steps of the protocol, `sag-t2,ax-t2`; all when not given. */
  readonly steps?: string;
  /** Discs to be angled, or the level a stack goes through: `L4-L5,L5-S1` or `L1`; the protocol's own when not given. */
  readonly levels?: string;
}

/** Of a patient whose age nobody has said: between the ages at which protocols change. */
const USUAL_AGE_YEARS = 50;
const USUAL_BUDGET_MIN = 30;

function oneOf<T extends string>(value: string, known: readonly T[], code: string, what: string): T {
  const found = known.find((name) => name === value);
  if (found !== undefined) return found;
  throw new IsocenterError(code, `There is no ${what} "${value}".`, `Use one of: ${known.join(', ')}.`);
}

function positive(text: string, code: string, what: string): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isFinite(value) && value > 0) return value;
  throw new IsocenterError(
    code,
    `"${text}" is not a number of ${what}.`,
    'Give a number above 0, such as 30.',
  );
}

/** A table of one's own has the same. */
const INDICATIONS = Object.keys(PROTOCOLS.indications) as Indication[];
const LEVELS = [...DISC_LEVELS, ...VERTEBRA_LEVELS];
const IMPLANTS = Object.keys(PROTOCOLS.implants) as Implants[];

/** The exam that was asked for, with its protocol. */
export interface AskedExam {
  readonly request: ExamRequest;
  readonly protocol: ExamProtocol;
  /** Undefined: all steps. */
  readonly onlySteps: readonly string[] | undefined;
}

/**
 * @param patientAgeYears of a phantom, which knows its own age
 * @param protocols PROTOCOLS, or an instructor's own table
 * @throws IsocenterError `indication-unknown`, `implants-unknown`, `field-strength-unknown`, `age-invalid`, `budget-invalid`,
 * `levels-unknown`, `steps-unknown`, `protocol-request-invalid`
 */
export function askedExam(
  options: LoopRequestOptions,
  patientAgeYears: number | undefined,
  protocols: ProtocolTable,
): AskedExam {
  const { protocol: indication, field, age, implants = 'none', budget, steps, levels } = options;
  const request: ExamRequest = {
    indication: oneOf(indication, INDICATIONS, 'indication-unknown', 'protocol for'),
    ageYears:
      age === undefined ? (patientAgeYears ?? USUAL_AGE_YEARS) : positive(age, 'age-invalid', 'years'),
    fieldStrengthT: field === undefined ? DEFAULT_FIELD_STRENGTH_T : fieldStrength(field),
    implants: oneOf(implants, IMPLANTS, 'implants-unknown', 'kind of implant'),
    timeBudgetS:
      60 * (budget === undefined ? USUAL_BUDGET_MIN : positive(budget, 'budget-invalid', 'minutes')),
    ...(levels === undefined
      ? {}
      : { levels: levels.split(',').map((name) => oneOf(name.trim(), LEVELS, 'levels-unknown', 'level')) }),
  };
  const protocol = generateProtocol(request, protocols);
  const names = protocol.steps.map(({ name }) => name);
  const onlySteps = steps?.split(',').map((name) => oneOf(name.trim(), names, 'steps-unknown', 'step'));
  return { request, protocol, onlySteps };
}
