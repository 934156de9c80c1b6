/** The Node.js that runs this: the program of the built-in web service, too. */
export const nodeExecutable = process.execPath;
