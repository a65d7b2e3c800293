import { LitElement } from 'lit';
import type { AppState, CaseController } from '../app';

/** What an element can follow: it says when its state changed. */
interface Followed {
  /** Returns the way to unsubscribe. */
  subscribe(listener: () => void): () => void;
}

/**
 * Renders into the page itself (one theme, labels and live regions that reach across elements) and again whenever its
 * controller's state changes.
 */
export abstract class FollowingElement<Controller extends Followed> extends LitElement {
  static override properties: Record<string, object> = { controller: { attribute: false } };
  declare controller: Controller;
  #unsubscribe: (() => void) | null = null;
  #subscribed: Controller | null = null;

  protected override createRenderRoot(): HTMLElement {
    return this;
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

/** Base of the console's elements. */
export abstract class ConsoleElement extends FollowingElement<CaseController> {
  get state(): AppState {
    return this.controller.getState();
  }
}
