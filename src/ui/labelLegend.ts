import { html, nothing, type TemplateResult } from 'lit';
import { LABEL_LEGENDS } from '../view';
import type { LabelVolume } from '../volume';
import type { ImageEntry } from './imageSeries';
import { said } from './language';

/** Reading a whole label map takes a while: once each. */
const known = new WeakMap<LabelVolume, ReadonlySet<number>>();
function valuesOf(labels: LabelVolume): ReadonlySet<number> {
  const values = known.get(labels) ?? new Set(labels.data);
  known.set(labels, values);
  return values;
}

/** Names the colours that occur on the labels of a series. */
export function labelLegend(labels: ImageEntry['labels']): TemplateResult | typeof nothing {
  if (!labels) return nothing;
  const { colours, words } = LABEL_LEGENDS[labels.kind];
  const present = valuesOf(labels.volume);
  return html`<ul class="label-legend" data-testid="label-legend">
    ${words.map((word, value) =>
      word && present.has(value)
        ? html`<li>
            <span class="swatch" style="background: rgb(${colours[value]?.join(' ') ?? ''})"></span
            >${said(word)}
          </li>`
        : nothing,
    )}
  </ul>`;
}
