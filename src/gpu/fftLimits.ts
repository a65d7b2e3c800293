/** The largest transform: its line fills the workgroup memory that every device has. */
export const LARGEST_FFT = 2048;
