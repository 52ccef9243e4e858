/** The time, so that whoever needs it can be tested at any. */
export type Clock = () => Date;
