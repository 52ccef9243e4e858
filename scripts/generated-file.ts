/** A file of the repository that is made from the sources. */
export interface GeneratedFile {
  /** From the root of the repository, with forward slashes. */
  readonly path: string;
  readonly content: string;
}
