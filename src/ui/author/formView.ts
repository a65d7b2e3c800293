import { html, nothing, type TemplateResult } from 'lit';
import { nodeFor, pathText, type AuthorController, type DraftFault, type Path } from '../../app/author';
import { icon } from '../icons';
import { said } from '../language';

/** What the parts of the form share: whom they tell, and what is wrong where. */
export interface FormView {
  readonly controller: AuthorController;
  /** By the path of the node that shows them. */
  readonly faults: ReadonlyMap<string, readonly DraftFault[]>;
}

export function formView(controller: AuthorController): FormView {
  const { form, faults } = controller.getState();
  const byNode = new Map<string, DraftFault[]>();
  for (const fault of faults) {
    const at = pathText(nodeFor(form, fault.at)?.path ?? []);
    byNode.set(at, [...(byNode.get(at) ?? []), fault]);
  }
  return { controller, faults: byNode };
}

/** Id of the control of a path; what is said of it has the same with an ending. */
export const idOf = (path: Path): string => `author-${pathText(path)}`;

export const faultsAt = (view: FormView, path: Path): readonly DraftFault[] =>
  view.faults.get(pathText(path)) ?? [];

/** What is wrong at a node, where it is. */
export const faultWords = (view: FormView, path: Path): TemplateResult | typeof nothing => {
  const faults = faultsAt(view, path);
  if (faults.length === 0) return nothing;
  return html`<p class="author-fault" id="${idOf(path)}-fault" data-testid="fault-${pathText(path)}">
    ${icon('warning')}
    <span
      >${faults.map(({ message, hint }) => html`${said(message)} ${hint ? html`<span class="dim">${said(hint)} </span>` : ''}`)}</span
    >
  </p>`;
};

/** Moves the focus to what stands at a path. */
export function focusPath(root: ParentNode, path: Path): boolean {
  const place = root.querySelector<HTMLElement>(`[data-path="${CSS.escape(pathText(path))}"]`);
  if (!place) return false;
  for (
    let details = place.closest('details');
    details;
    details = details.parentElement?.closest('details') ?? null
  )
    details.open = true;
  place.focus();
  place.scrollIntoView({ block: 'nearest' });
  return document.activeElement === place;
}
