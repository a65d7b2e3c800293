// The author's part of the application, as the page and the composition root need it.
export {
  assignables,
  assignmentFile,
  EMPTY_ASSIGNMENT,
  type Assignable,
  type AssignmentForm,
} from './authorAssignment';
export type { CheckReport, CheckWarning, PlayedPlan } from './authorCheck';
export type { AuthorLibrary, Choice } from './authorChoices';
export { AuthorController } from './authorController';
export { isUnexported, titleOf, type Draft } from './authorDraft';
export type { AuthorEngines, DraftPainter } from './authorEngines';
export type { DraftFault } from './authorFaults';
export { nodeFor, walk } from './authorForm';
export { getAt, isObject, pathText, samePath, type Json, type Path } from './authorJson';
export type * from './authorNodes';
export { createDraftPainter } from './authorPainter';
export type { DiscMark, DraftPicture, GreyPicture } from './authorPicture';
export { SECTIONS, sectionForm, sectionOf, type SectionId } from './authorSections';
export type { AuthorState, PictureState } from './authorState';
export { IndexedDbDraftStore, type DraftStore } from './authorStore';
export { trialConsole } from './authorTrial';
