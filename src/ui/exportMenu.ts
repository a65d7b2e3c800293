import { msg } from '@lit/localize';
import { html, type TemplateResult } from 'lit';
import { icon } from './icons';
import { placeMenu } from './menu';

export type ExportChoice = 'dicom' | 'nifti' | 'png' | 'tags';

const CHOICES = [
  { choice: 'dicom', label: () => msg('DICOM series'), kind: '.zip', needsSeries: true },
  { choice: 'nifti', label: () => msg('NIfTI volume'), kind: '.nii.gz', needsSeries: true },
  { choice: 'png', label: () => msg('Picture as shown'), kind: '.png', needsSeries: false },
  { choice: 'tags', label: () => msg('DICOM tags …'), kind: '', needsSeries: true },
] as const;

/** What can be taken out of the series shown. */
export function exportMenu(
  hasImage: boolean,
  isComplete: boolean,
  choose: (choice: ExportChoice) => void,
): TemplateResult {
  const pick = (choice: ExportChoice) => (event: Event) => {
    if (event.currentTarget instanceof HTMLElement)
      event.currentTarget.closest<HTMLElement>('[popover]')?.hidePopover();
    choose(choice);
  };
  return html`<button
      class="icon quiet"
      aria-label=${msg('Export')}
      title=${msg('Export')}
      data-testid="export"
      popovertarget="image-export"
      ?disabled=${!hasImage}
    >
      ${icon('download')}
    </button>
    <div popover class="menu" id="image-export" @beforetoggle=${placeMenu}>
      ${CHOICES.map(
        ({ choice, label, kind, needsSeries }) =>
          html`<button
            class="quiet"
            data-testid="export-${choice}"
            ?disabled=${needsSeries && !isComplete}
            @click=${pick(choice)}
          >
            <span>${label()}</span><span class="dim mono">${kind}</span>
          </button>`,
      )}
    </div>`;
}
