import type { FieldStrengthT, Sequence } from '../scanner';
import type { DiscLevel, VertebraLevel } from '../volume';
import type { AxialStyle } from './automaticTypes';
import type { Implants, Indication } from './protocolTable';
import type { GroupKind } from './types';

/** What is known before the exam. */
export interface ExamRequest {
  readonly indication: Indication;
  readonly ageYears: number;
  readonly fieldStrengthT: FieldStrengthT;
  readonly implants: Implants;
  /** For the whole exam, localizer and adjustments included. */
  readonly timeBudgetS: number;
  /** Discs for groups angled to them; a stack through one level goes through the first. The lowest three when left out. */
  readonly levels?: readonly (DiscLevel | VertebraLevel)[];
}

/** One series of an exam, or the series of its disc groups. */
export interface ProtocolStep {
  /** Unique in the protocol, e.g. `sag-t2`. */
  readonly name: string;
  /** With everything set that the request asks for. */
  readonly sequence: Sequence;
  readonly kind: GroupKind;
  /** Axial steps only. */
  readonly style?: AxialStyle;
  /** Discs of `per-disc`, where the request names some. */
  readonly levels?: readonly DiscLevel[];
  /** Level of `level`. */
  readonly through?: DiscLevel | VertebraLevel;
  readonly reason: string;
  /** Whether a shorter budget would drop it. */
  readonly optional: boolean;
  /** What differs from the preset, e.g. `bandwidth 195 → 390 Hz`; empty when nothing does. */
  readonly changes: readonly string[];
  /** On a patient of usual size. */
  readonly scanTimeS: number;
}

export interface ExamProtocol {
  /** In the order of the exam. */
  readonly steps: readonly ProtocolStep[];
  /** Localizer, adjustments and all steps. */
  readonly totalTimeS: number;
  /** What was dropped, shortened or cannot be kept: to be read before the exam. */
  readonly unmet: readonly string[];
  /** What else is good to know. */
  readonly notes: readonly string[];
}
