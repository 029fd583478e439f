/**
 * Orthonormal columns from any matrix of full rank.
 *
 * @module
 */

/**
 * The Q of the QR decomposition whose R has a positive diagonal, in place. Gram and Schmidt's way, each
 * column cleaned twice, which makes it as orthogonal as Householder's.
 *
 * @param columns the columns of the matrix, at most as many as each has entries
 */
export function orthonormalize(columns: readonly Float64Array[]): void {
  columns.forEach((column, j) => {
    for (let pass = 0; pass < 2; pass++) {
      for (let i = 0; i < j; i++) {
        const other = columns[i]!;
        let along = 0;
        for (let k = 0; k < column.length; k++) along += column[k]! * other[k]!;
        for (let k = 0; k < column.length; k++) column[k]! -= along * other[k]!;
      }
    }
    const length = Math.sqrt(column.reduce((sum, value) => sum + value * value, 0));
    for (let k = 0; k < column.length; k++) column[k]! /= length;
  });
}
