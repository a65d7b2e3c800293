// Words of the log on which the clock and the replay rest.

/** The first images are there: work begins. */
export const LOCALIZED = 'localizer acquired';
/** An exam that was left goes on; its detail says until when it was kept. */
export const RESUMED = 'resumed';
/** The AI's plan came on screen. */
export const AI_SHOWN = 'AI plan shown';
