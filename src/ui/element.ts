import { LitElement } from 'lit';
import type { AppState, CaseController } from '../app';

/**
 * Base of the console's elements: renders into the page itself (one theme, labels and live regions that reach across
 * elements) and again whenever the controller's state changes.
 */
export abstract class ConsoleElement extends LitElement {
  static override properties = { controller: { attribute: false } };
  declare controller: CaseController;
  #unsubscribe: (() => void) | null = null;
  #subscribed: CaseController | null = null;

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  get state(): AppState {
    return this.controller.getState();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#follow();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#unsubscribe?.();
    this.#unsubscribe = null;
    this.#subscribed = null;
  }

  protected override willUpdate(): void {
    this.#follow();
  }

  #follow(): void {
    if (!this.isConnected || !this.controller || this.#subscribed === this.controller) return;
    this.#unsubscribe?.();
    this.#subscribed = this.controller;
    this.#unsubscribe = this.controller.subscribe(() => this.requestUpdate());
  }
}
