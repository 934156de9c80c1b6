import fc from 'fast-check';

// Every run at a desk explores new inputs; CI judges a commit, and must say the same of it twice.
if (process.env.CI !== undefined) fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: 20_261_127 });
