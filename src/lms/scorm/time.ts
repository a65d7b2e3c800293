// The four ways in which the two versions write time.

const two = (value: number): string => String(value).padStart(2, '0');

/** Hundredths, cut off rather than rounded up to a second that was not there yet. */
const hundredths = (seconds: number): number => Math.floor(Math.max(0, seconds) * 100);

/** Time interval of SCORM 2004, e.g. `PT1H2M3.5S`. */
export function interval2004(seconds: number): string {
  const all = hundredths(seconds);
  const hours = Math.floor(all / 360_000);
  const minutes = Math.floor((all % 360_000) / 6000);
  return `PT${hours > 0 ? `${hours}H` : ''}${minutes > 0 ? `${minutes}M` : ''}${(all % 6000) / 100}S`;
}

/** Time span of SCORM 1.2, e.g. `0001:02:03.50`; it ends at 9999 hours. */
export function interval12(seconds: number): string {
  const all = Math.min(hundredths(seconds), 3_599_999_999);
  const [hours, minutes] = [Math.floor(all / 360_000), Math.floor((all % 360_000) / 6000)];
  const rest = all % 6000;
  return `${String(hours).padStart(4, '0')}:${two(minutes)}:${two(Math.floor(rest / 100))}.${two(rest % 100)}`;
}

/** Time stamp of SCORM 2004, in UTC: a zone may follow hundredths only. */
export const timestamp2004 = (iso: string): string => `${iso.slice(0, 22)}Z`;

/** Time of day of SCORM 1.2, in UTC: the version knows no date. */
export const timeOfDay12 = (iso: string): string => iso.slice(11, 19);
