/**
 * The dojo: `deno task kata` watches the learner's file and says what to do next. In pipes, and with a
 * command, it does one thing and ends; its exit status is 0 where all is well.
 *
 * @module
 */
import { check, type Desk, list, next, printHint, printSolution, reset } from "./commands.ts";
import { Dojo } from "./dojo.ts";
import { Progress } from "./progress.ts";
import { Trouble } from "./trouble.ts";

const USAGE = `deno task kata                  watch your file, and say what is to be done
deno task kata list             all katas
deno task kata check [slug]     check your answer once; with a slug, go to that kata
deno task kata hint [1-3]       the next hint, or that one
deno task kata next             go to the next kata
deno task kata reset [slug]     back to the starter; what you wrote is kept in dojo/backups
deno task kata solution [slug]  compare with ours, once yours holds
deno task kata report           a page of what you have built: dojo/report.md

For those who make katas:
deno task kata verify [slugs]   every starter fails, every solution passes, every mutant is caught
deno task kata new <slug>       a template for a kata`;

/** Runs a command; answers with the exit status. */
async function run([command, ...rest]: string[]): Promise<number> {
  const desk: Desk = openDesk();
  const [argument] = rest;
  const slug = argument ?? desk.progress.current;
  switch (command) {
    case undefined:
      if (Deno.stdin.isTerminal() && Deno.stdout.isTerminal()) {
        const { Watch } = await import("./watch.ts");
        return await new Watch(desk).run();
      }
      return await check(desk, slug) ? 0 : 1;
    case "list":
      list(desk);
      return 0;
    case "check":
      return await check(desk, slug) ? 0 : 1;
    case "hint":
      printHint(desk, desk.progress.current, argument === undefined ? undefined : Number(argument));
      return 0;
    case "next":
      next(desk);
      return 0;
    case "reset":
      reset(desk, slug);
      return 0;
    case "solution":
      printSolution(desk, slug);
      return 0;
    case "report": {
      const { writeReport } = await import("./report.ts");
      console.log(await writeReport(desk));
      return 0;
    }
    case "new": {
      if (argument === undefined) throw new Trouble("What is it called? deno task kata new <slug>");
      const { writeTemplate } = await import("./template.ts");
      console.log(writeTemplate(argument));
      return 0;
    }
    case "verify": {
      const { verify } = await import("./verify.ts");
      return await verify(rest) ? 0 : 1;
    }
    default:
      console.error(USAGE);
      return 2;
  }
}

function openDesk(): Desk {
  const dojo = new Dojo();
  return { dojo, progress: new Progress(dojo.folder) };
}

try {
  Deno.exit(await run(Deno.args));
} catch (error) {
  if (!(error instanceof Trouble)) throw error;
  console.error(error.message);
  Deno.exit(1);
}
