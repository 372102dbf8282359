/** Keeps a mistake in one screen from taking the window down. */
import { Component, type ReactNode } from "react";
import { Failure } from "./Failure.tsx";

export class ErrorBoundary extends Component<{ children: ReactNode }, { error: unknown }> {
    override state = { error: null as unknown };

    static getDerivedStateFromError(error: unknown) {
        return { error };
    }

    override render(): ReactNode {
        if (this.state.error === null) return this.props.children;
        return <Failure error={this.state.error} retry={() => this.setState({ error: null })} />;
    }
}
