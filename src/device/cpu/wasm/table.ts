// Rows of a table by index: copied whole, and added whole, where the general loops look up each element.

/** Copies the rows that indices name. */
export function takeRows(table: usize, index: usize, output: usize, count: i32, columns: i32): void {
  const bytes = <usize> columns << 2;
  for (let i = 0; i < count; i++, index += 4, output += bytes) {
    const source = table + <usize> load<i32>(index) * bytes;
    // A copy of memory is a call, which costs more than a few elements.
    if (columns > 32) memory.copy(output, source, bytes);
    else for (let at: usize = 0; at < bytes; at += 4) store<f32>(output + at, load<f32>(source + at));
  }
}

/** Adds rows to those that indices name. */
export function addRows(table: usize, index: usize, rows: usize, count: i32, columns: i32): void {
  const bytes = <usize> columns << 2;
  for (let i = 0; i < count; i++, index += 4, rows += bytes) {
    const target = table + <usize> load<i32>(index) * bytes;
    let at: usize = 0;
    for (; at + 16 <= bytes; at += 16) {
      v128.store(target + at, f32x4.add(v128.load(target + at), v128.load(rows + at)));
    }
    for (; at < bytes; at += 4) store<f32>(target + at, load<f32>(target + at) + load<f32>(rows + at));
  }
}
