/** Text around what a search found, with the found words marked. */
import classes from "./ConversationList.module.css";

/** The backend puts these characters around what was found. */
const [begin, end] = ["\u0002", "\u0003"];

export function Excerpt({ text }: { text: string }) {
    const [before, ...found] = text.split(begin);
    return (
        <span className={classes.when}>
            {before}
            {found.map((part, index) => {
                const [marked, after] = part.split(end);
                return (
                    <span key={index}>
                        <mark className={classes.mark}>{marked}</mark>
                        {after}
                    </span>
                );
            })}
        </span>
    );
}
