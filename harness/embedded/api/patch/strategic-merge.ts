import { badRequest } from '../failures.ts';
import type { Field, Fields } from './merge-keys.ts';
import { isObject, type Json } from './merge-patch.ts';

const directive = '$patch';
const retainKeys = '$retainKeys';
const orderPrefix = '$setElementOrder/';
const deletePrefix = '$deleteFromPrimitiveList/';

/**
 * A strategic merge patch, following apimachinery's `strategicpatch`: lists with a merge key are merged item
 * by item. Neither argument is changed.
 * @throws StatusError 400 for an invalid directive or list
 */
export function strategicMerge(original: Json, patch: Json, fields: Fields): Json {
  const how = patch[directive];
  if (how === 'delete') return {};
  if (how !== undefined && how !== 'replace' && how !== 'merge')
    throw badRequest(`unknown patch type: ${JSON.stringify(how)}`);
  const base = how === 'replace' ? {} : retained(original, patch);
  const merged = new Map(Object.entries(base));
  for (const [key, value] of Object.entries(patch)) {
    if (key.startsWith('$')) continue;
    if (value === null) merged.delete(key);
    else merged.set(key, mergeValue(merged.get(key), value, fields[key] ?? {}));
  }
  applyParallelLists(merged, base, patch, fields);
  return Object.fromEntries(merged);
}

/** `$retainKeys` names the members to keep; all others are removed. */
function retained(original: Json, patch: Json): Json {
  if (!(retainKeys in patch)) return original;
  const keys = toList(patch[retainKeys], retainKeys);
  const stray = Object.entries(patch).find(
    ([key, value]) => !key.startsWith('$') && value !== null && !keys.includes(key),
  );
  if (stray !== undefined)
    throw badRequest(`invalid patch format of ${retainKeys}: ${stray[0]} is not among them`);
  return Object.fromEntries(Object.entries(original).filter(([key]) => keys.includes(key)));
}

function mergeValue(original: unknown, patch: unknown, field: Field): unknown {
  if (isObject(patch)) return strategicMerge(isObject(original) ? original : {}, patch, field.of ?? {});
  if (!Array.isArray(patch)) return patch;
  const list = Array.isArray(original) ? original : [];
  if (field.values) return ordered([...new Set([...list, ...patch])], patch, list, (value) => value);
  return field.key === undefined ? patch : mergeItems(list, patch, field.key, field.of ?? {});
}

/**
 * Items of a list with a merge key. If an item has `$patch: replace`, the other items of the patch replace
 * the whole list.
 */
function mergeItems(
  original: readonly unknown[],
  patch: readonly unknown[],
  key: string,
  fields: Fields,
): unknown[] {
  const items = patch.map((item) => keyed(item, key));
  const plain = items.filter((item) => item[directive] === undefined);
  if (items.some((item) => item[directive] === 'replace'))
    return plain.map((item) => strategicMerge({}, item, fields));
  const gone = items.filter((item) => item[directive] !== undefined).map((item) => deletedKey(item, key));
  const merged = original.filter(isObject).filter((item) => !gone.includes(item[key]));
  for (const item of plain) {
    const at = merged.findIndex((own) => own[key] === item[key]);
    if (at < 0) merged.push(strategicMerge({}, item, fields));
    else merged[at] = strategicMerge(merged[at] ?? {}, item, fields);
  }
  return ordered(
    merged,
    plain.map((item) => item[key]),
    original.map(keyIn(key)),
    keyIn(key),
  );
}

function keyed(item: unknown, key: string): Json {
  if (!isObject(item)) throw badRequest(`a list that is merged by ${key} must hold objects`);
  if (item[directive] !== 'replace' && item[key] === undefined)
    throw badRequest(`map: ${JSON.stringify(item)} does not contain declared merge key: ${key}`);
  return item;
}

function deletedKey(item: Json, key: string): unknown {
  if (item[directive] === 'delete') return item[key];
  throw badRequest(`unknown patch type of a list's item: ${JSON.stringify(item[directive])}`);
}

/** Directives next to the lists: which plain values to remove, and the order of the items. */
function applyParallelLists(merged: Map<string, unknown>, original: Json, patch: Json, fields: Fields): void {
  for (const [key, value] of Object.entries(patch)) {
    if (!key.startsWith(deletePrefix)) continue;
    const name = key.slice(deletePrefix.length);
    const gone = toList(value, key);
    const own = merged.get(name);
    if (Array.isArray(own))
      merged.set(
        name,
        own.filter((item) => !gone.includes(item)),
      );
  }
  for (const [key, value] of Object.entries(patch)) {
    if (!key.startsWith(orderPrefix)) continue;
    const name = key.slice(orderPrefix.length);
    const own = merged.get(name);
    const mergeKey = fields[name]?.key;
    const getKey = mergeKey === undefined ? (item: unknown) => item : keyIn(mergeKey);
    const before = Array.isArray(original[name]) ? original[name] : [];
    if (Array.isArray(own))
      merged.set(name, ordered(own, toList(value, key).map(getKey), before.map(getKey), getKey));
  }
}

/**
 * The patch's items in the patch's order. Items that only the server has keep their place before the items
 * that followed them (see preserve-order-in-strategic-merge-patch in kubernetes/design-proposals-archive).
 */
function ordered(
  items: readonly unknown[],
  wanted: readonly unknown[],
  live: readonly unknown[],
  getKey: (item: unknown) => unknown,
): unknown[] {
  const isWanted = (item: unknown) => wanted.includes(getKey(item));
  const named = items
    .filter(isWanted)
    .toSorted((a, b) => wanted.indexOf(getKey(a)) - wanted.indexOf(getKey(b)));
  const others = items.filter((item) => !isWanted(item));
  const result: unknown[] = [];
  for (const item of named) {
    const at = live.indexOf(getKey(item));
    while (others.length > 0 && at >= 0 && live.indexOf(getKey(others[0])) < at) result.push(others.shift());
    result.push(item);
  }
  return [...result, ...others];
}

const keyIn = (key: string) => (item: unknown) => (isObject(item) ? item[key] : item);

function toList(value: unknown, name: string): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw badRequest(`invalid patch format: ${name} must be a list`);
}
