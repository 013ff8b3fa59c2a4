// SPDX-License-Identifier: GPL-3.0-or-later
// Every row of a list that comes in pages, for lists that are short by nature.
interface Page<T> { items: T[]; next?: number | null }

export async function all<T>(page: (after: number | undefined) => Promise<Page<T>>): Promise<T[]> {
  const rows: T[] = [];
  let after: number | undefined;
  do {
    const got = await page(after);
    rows.push(...got.items);
    after = got.next ?? undefined;
  } while (after !== undefined);
  return rows;
}
