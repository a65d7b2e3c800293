import { updateWhenLocaleChanges } from '@lit/localize';
import { LitElement } from 'lit';
import type { AppState, CaseController } from '../app';
import { wordViews } from '../view';
import { said } from './language';

// Views know no language of their own.
wordViews(said);

/** What an element can follow: it says when its state changed. */
interface Followed {
  /** Returns the way to unsubscribe. */
  subscribe(listener: () => void): () => void;
}

/**
 * Renders into the page itself (one theme, labels and live regions that reach across elements) and again whenever the
 * page turns to another language.
 */
export abstract class LocalElement extends LitElement {
  constructor() {
    super();
    updateWhenLocaleChanges(this);
  }

  protected override createRenderRoot(): HTMLElement {
    return this;
  }
}

/** Renders again whenever its controller's state changes. */
export abstract class FollowingElement<Controller extends Followed> extends LocalElement {
  static override properties: Record<string, object> = { controller: { attribute: false } };
  declare controller: Controller;
  #unsubscribe: (() => void) | null = null;
  #subscribed: Controller | null = null;

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
