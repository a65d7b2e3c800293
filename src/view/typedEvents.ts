/** EventTarget whose events are CustomEvents with the details of the map `M`. */
export class TypedEvents<M extends object> extends EventTarget {
  protected emit<K extends keyof M & string>(type: K, detail: M[K]): void {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }

  /** Listens with the event's detail; returns the function that stops listening. */
  on<K extends keyof M & string>(type: K, listener: (detail: M[K]) => void): () => void {
    const handler = (event: Event): void => {
      if (event instanceof CustomEvent) listener(event.detail as M[K]);
    };
    this.addEventListener(type, handler);
    return () => this.removeEventListener(type, handler);
  }
}
