// The simulation's own chance: a seeded generator and the distributions that it draws from.

export class Chance {
  private a: number;
  private b = 0x9e3779b9;
  private c = 0x243f6a88;
  private counter = 1;

  /** SFC32 ("small fast counting", C. Doty-Humphrey, PractRand), twelve rounds of warm-up. */
  constructor(seed: number) {
    this.a = seed | 0;
    for (let i = 0; i < 12; i++) this.uniform();
  }

  /** In (0, 1). */
  uniform(): number {
    const sum = (this.a + this.b + this.counter++) | 0;
    this.a = this.b ^ (this.b >>> 9);
    this.b = (this.c + (this.c << 3)) | 0;
    this.c = ((this.c << 21) | (this.c >>> 11)) + sum;
    return ((sum >>> 0) + 0.5) / 4_294_967_296;
  }

  below(limit: number): number {
    return Math.floor(this.uniform() * limit);
  }

  exponential(mean: number): number {
    return -mean * Math.log(this.uniform());
  }

  private normal(): number {
    return Math.sqrt(-2 * Math.log(this.uniform())) * Math.cos(2 * Math.PI * this.uniform());
  }

  /**
   * Gamma by its mean and coefficient of variation (0 = always the mean): Marsaglia & Tsang 2000, "A simple method for generating gamma
   * variables"; a shape below 1 by their boost.
   */
  gamma(mean: number, variation: number): number {
    if (mean === 0 || variation === 0) return mean;
    if (variation === 1) return this.exponential(mean);
    const shape = 1 / (variation * variation);
    const boost = shape < 1 ? this.uniform() ** (1 / shape) : 1;
    const d = (shape < 1 ? shape + 1 : shape) - 1 / 3;
    const c = 1 / Math.sqrt(9 * d);
    for (;;) {
      const x = this.normal();
      const v = (1 + c * x) ** 3;
      if (v > 0 && Math.log(this.uniform()) < (x * x) / 2 + d - d * v + d * Math.log(v)) {
        return (mean * d * v * boost) / shape;
      }
    }
  }

  shuffled(items: readonly number[]): number[] {
    const list = [...items];
    for (let i = list.length - 1; i > 0; i--) {
      const j = this.below(i + 1);
      [list[i], list[j]] = [list[j] as number, list[i] as number];
    }
    return list;
  }
}
