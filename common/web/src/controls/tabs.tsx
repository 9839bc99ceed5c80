import { Tabs as Primitive } from "radix-ui";
import type { ReactNode } from "react";
import { count as format } from "../format";
import styles from "./tabs.module.css";

export interface Tab<Id extends string = string> {
  readonly id: Id;
  readonly title: string;
  readonly count?: number | undefined;
  readonly content: () => ReactNode;
}

interface TabsProps<Id extends string> {
  readonly value: Id;
  readonly onChange: (id: Id) => void;
  readonly tabs: readonly Tab<Id>[];
  readonly label: string;
}

/** Arrow keys move between tabs and show them. Only the chosen tab's content is made. */
export const Tabs = <Id extends string>({ value, onChange, tabs, label }: TabsProps<Id>) => (
  <Primitive.Root value={value} onValueChange={(id) => onChange(id as Id)}>
    <Primitive.List aria-label={label} className={styles.list}>
      {tabs.map((tab) => (
        <Primitive.Trigger key={tab.id} value={tab.id} className={styles.tab}>
          {tab.title}
          {tab.count !== undefined && <span className={styles.count}>{format(tab.count)}</span>}
        </Primitive.Trigger>
      ))}
    </Primitive.List>
    {tabs.map((tab) => (
      <Primitive.Content key={tab.id} value={tab.id} className={styles.content}>
        {tab.id === value && tab.content()}
      </Primitive.Content>
    ))}
  </Primitive.Root>
);
