/**
 * Text of a model, shown as Markdown. It is hostile: no HTML of it is used, no picture is fetched, and a link asks
 * before it leads outside.
 */
import { useThrottledValue } from "@mantine/hooks";
import { memo } from "react";
import ReactMarkdown, { type Components } from "react-markdown";
import remarkGfm from "remark-gfm";
import { splitBlocks } from "./blocks.ts";
import { CodeBlock } from "./CodeBlock.tsx";
import classes from "./Markdown.module.css";
import { OutsideLink } from "./OutsideLink.tsx";

const plugins = [remarkGfm];
const components: Components = {
    a: ({ href, children }) => <OutsideLink href={href}>{children}</OutsideLink>,
    img: ({ alt }) => <span className={classes.picture}>{alt || "…"}</span>,
    pre: ({ children }) => <>{children}</>,
    code: ({ className, children }) => {
        const language = /language-(\S+)/.exec(className ?? "")?.[1];
        const text = String(children ?? "");
        if (language === undefined && !text.includes("\n"))
            return <code className={classes.code}>{children}</code>;
        return <CodeBlock language={language ?? ""} code={text.replace(/\n$/, "")} />;
    },
    table: ({ children }) => (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a table wider than its place has to be scrolled with keys, too
        <div className={classes.scroll} tabIndex={0}>
            <table>{children}</table>
        </div>
    ),
};

/** While text is added at the end, only the last block is parsed again. */
export const Markdown = memo(function Markdown({ text }: { text: string }) {
    return (
        <div className={classes.text}>
            {splitBlocks(text).map((block, index) =>
                block.length < long ? (
                    <Block key={index} text={block} />
                ) : (
                    <LongBlock key={index} text={block} />
                ),
            )}
        </div>
    );
});

/** Letters from which on a block takes so long to parse that frames would be late if that happened with every word. */
const long = 1200;

/** Is parsed again a few times a second while text is added, the less often the longer it is. */
function LongBlock({ text }: { text: string }) {
    return <Block text={useThrottledValue(text, Math.min(1000, 150 * Math.floor(text.length / long)))} />;
}

const Block = memo(function Block({ text }: { text: string }) {
    return (
        <ReactMarkdown remarkPlugins={plugins} components={components} skipHtml>
            {text}
        </ReactMarkdown>
    );
});
