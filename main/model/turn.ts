/** Transposes a matrix: [columns, rows] → [rows, columns] (ggml order, fastest first). */
export function turn(values: Float32Array, columns: number, rows: number): Float32Array {
    const turned = new Float32Array(values.length);
    for (let row = 0; row < rows; row++)
        for (let column = 0, from = row * columns; column < columns; column++)
            turned[column * rows + row] = values[from + column] as number;
    return turned;
}
