/** Shows a file as a notebook does: a few words, the code as it is written, and what it prints. */

/** The cells of a file. */
export class Notebook {
  readonly #lines: readonly string[];

  /**
   * @param source the text of the file that the cells are in
   */
  constructor(source: string) {
    this.#lines = source.split("\n");
  }

  /** Prints a heading. */
  heading(text: string): void {
    console.log(`\n\n${text}\n${"=".repeat(text.length)}`);
  }

  /** Prints a paragraph, wrapped. */
  prose(text: string): void {
    let line = "";
    console.log();
    for (const word of text.trim().split(/\s+/)) {
      if (`${line} ${word}`.length > 90) {
        console.log(line);
        line = word;
      } else {
        line = `${line} ${word}`.trim();
      }
    }
    console.log(line);
  }

  /** Shows the source of a class. */
  definition(number: number, type: { readonly name: string }): void {
    this.#show(number, this.#block(`class ${type.name} `, "}"));
  }

  /** Shows what a function does, and does it. */
  cell(number: number, code: () => void): void {
    const body = this.#block(`notebook.cell(${number}, `, "});").slice(1, -1);
    this.#show(number, body.map((line) => line.slice(2)));
    code();
  }

  /** The lines from one that starts in a way up to one that is just the end. */
  #block(start: string, end: string): string[] {
    const from = this.#lines.findIndex((line) => line.startsWith(start));
    const to = this.#lines.indexOf(end, from);
    return this.#lines.slice(from, to + 1);
  }

  #show(number: number, lines: readonly string[]): void {
    const label = `In [${number}]: `;
    const margin = " ".repeat(label.length);
    const text = lines.map((line, i) => ((i === 0 ? label : margin) + line).trimEnd());
    console.log(`\n${text.join("\n")}\n`);
  }
}
