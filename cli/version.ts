/** Set by the build from package.json; absent where the sources run. */
declare const BUILD_VERSION: string | undefined;

/** The version of the program. */
export const VERSION: string = typeof BUILD_VERSION === 'string' ? BUILD_VERSION : 'from sources';
