/** placeholder until written below */
export async function run(): Promise<void> {}
