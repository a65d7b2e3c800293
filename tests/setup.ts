import fc from 'fast-check';

// Property tests draw the same cases on every machine: a failure is a finding to look into, never a matter of luck.
fc.configureGlobal({ seed: 20261123 });
