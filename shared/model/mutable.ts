/**
 * An object under construction. Objects that are made by the hundred thousand are given their optional
 * fields one by one: spreading them in costs many times as much.
 */
export type Mutable<T> = { -readonly [K in keyof T]: T[K] };
