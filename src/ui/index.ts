/**
 * The console's elements. `<iso-app>` takes a `CaseController` as its `controller` property and renders into the page
 * itself (no shadow roots), so plain selectors reach everything. Stable `data-testid`s for journeys:
 *
 * start      scenario-<id>, drop-zone, pick-files, pick-folder, attempts | no-attempts
 *            unfinished, continue, take-over, give-up; assignment-<id>, assigned-<scenario>, begin-assigned-<scenario>,
 *            pick-assignment, remove-assignment; damaged, export-damaged, delete-damaged (a question's yes: …-yes)
 *            offline (data-copy saving|saved|unsaved), install, update (data-update waiting|taken), take-update
 * beginning  begin-dialog, request, mode-<mode>, trainee-id, trainee-name, other-patient, begin, begin-cancel
 * loading    progress, cancel; choice, choice-<index>, choice-cancel; left-out
 * header     language, header-patient, header-session, clock, header-time-left, engine (opens engine-report), close-exam
 *            learning, learning-system, learning-dialog, lrs-endpoint|key|secret|name, lrs-save, lrs-stop, lrs-state, lrs-refused
 * queue      step-localizer, run-localizer, step-<id> (data-state planned|ready|queued|running|done|aborted),
 *            run-<id>, run-all, stop, queue-total, queue-whole; queue-add, add-<preset>, queue-duplicate|up|down|rename|geometry|remove,
 *            rename-<id>, missing-<id>, restore-<id>, queue-fixed; geometry-dialog, geometry-source, geometry-same|follow|own,
 *            geometry-take, geometry-cancel
 * groups     group-<name> (data-placed), place-<name>, select-<name>, undo, redo; band, band-<n>, place-band,
 *            select-band, select-band-<n>, remove-band, remove-band-<n>
 * views      view-sagittal|coronal|axial, background-<orientation>, sagittal-side; tool-parallel|perpendicular|align|centre|copy,
 *            tool-reference, tool-three-points, disc-angle, tool-words, take-suggested,
 *            plan-help-button, plan-help
 * card       page-<page>, active-group, orientation, position, field-<key>, field-band-thickness, figures,
 *            figure-time|runs|tr|snr|sar|voxel, refusal, split, split-<step>, way, keep, field-note, reset-field, reset-all
 * images     tab-images, tab-scene, enlarge-images; series-select, image-host (further cells: -1 … -3), layout-1|2|4, link,
 *            tool-<kind>, remove-measure, window-preset, cine, overlay, label-legend, export, export-dicom|nifti|png|tags,
 *            tags, tags-search, tags-close
 * 3-D        scene, look-<from>, places, go-<name>, parts, show-<part>, clip, clip-place
 * AI, task   ai-status (data-status none|running|ready|failed), show-ai-plan, hide-ai-plan, submit; seen, doubt, unmet;
 *            coach-ai|series, verdict-<step>-<group> (data-verdict, data-status), correct-<group>
 * tasks      next-task, tasks, task-<index> (data-state on its row: open|ready|done|repeat), accept-<step>, repeat-<step>,
 *            judged-<step>-<run>; reading, reading-<level>, reading-close, finding-<finding>, finding-state
 * score      score-tasks, score-competencies; score, mark, passed, ai-own-score, score-<group>, export-attempt, try-again
 * replay     open-replay, replay, replay-close, replay-play, replay-back, replay-on, replay-timeline, replay-time, replay-speed,
 *            replay-group, replay-move-<n>, replay-<criterion>, replay-none
 * pages      link-<hash>, back-to-patients; record, record-trainee, record-competencies|arms|attempts, record-signed|json|csv,
 *            instructor: pick-class, class-read|refused|notes, keep-class, clear-class, filter-<what>, view-<view>, cohort, sort-<by>,
 *            split-text, separation, competency-grid, items, agreement, arm-comparison, measure-select, back-to-class;
 *            curve-select, curve-words, print-report|certificate, certificate | no-certificate
 * anywhere   error (data-code), dismiss-error, trouble (data-code), keep-again, export-trouble, delete-old, dismiss-trouble,
 *            announcer; .app[data-phase] is the case's phase
 * study      readers, study-<id>, open-study, readers-table, read-<reader>, export-<reader>, delete-<reader>, run-automatic, import-records, show-results,
 *            close-study; session-arm|place|pause|preparing|over, resume, pause, leave, reader-sagittal|axial, question-<question>,
 *            submit-level, ai-measures; readers-results, task-<task>, mrmc-<task>, reading-times, export-results, hide-results;
 *            readers-error (data-code)
 * bench      regression, open-run, close-run, run-summary, view-compared|worst|cases|times, compared, sort-<column>, filter-verdict|stratum|metric,
 *            shown-count, worst-cases, all-cases, times, case-<id>; case, case-progress, stop-case, draw-again, bench-sagittal|axial,
 *            overlay-outlines|found|truth|none, case-rows, same-images, reproduce, leave-case; regression-error, case-error (data-code)
 * anywhere   error (data-code), dismiss-error, announcer; .app[data-phase] is the case's phase
 */
import './theme.css';
import './console.css';
import './shell.css';
import './queue.css';
import './coach.css';
import './views.css';
import './groups.css';
import './card.css';
import './images.css';
import './tasks.css';
import './patients.css';
import './start.css';
import './begin.css';
import './learning.css';
import './score.css';
import './sidePages.css';
import './small.css';
import './isoAssignments';
import './isoBegin';
import './isoChoice';
import './isoPosition';
import './isoClock';
import './isoCoach';
import './isoDamaged';
import './isoError';
import './isoGroupList';
import './isoHeader';
import './isoImages';
import './isoLearning';
import './isoParameterCard';
import './isoPlanCheck';
import './isoPlanViews';
import './isoPreview';
import './isoQueue';
import './isoReading';
import './isoScene';
import './isoScore';
import './isoSidePage';
import './isoPatients';
import './isoStart';
import './isoTrouble';
import './isoUnfinished';

export { IsoApp } from './isoApp';
export { startLanguage } from './language';
