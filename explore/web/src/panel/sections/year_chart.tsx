import type { YearCount } from "@discogsography/web/api/schema.gen";
import { YearBars } from "@discogsography/web/charts/year_bars";
import type { EntityRef } from "../../app/entity";
import { entityParams } from "../../app/links";
import { currentParams, navigate } from "../../app/location";
import { Nothing } from "../parts/section";

/** Releases a year; a year leads to the graph as it was then. */
export const YearChart = ({
  entity,
  years,
  height = 56,
}: {
  readonly entity: EntityRef;
  readonly years: readonly YearCount[];
  readonly height?: number;
}) =>
  years.length === 0 ? (
    <Nothing>None of the releases has a year.</Nothing>
  ) : (
    <YearBars
      points={years}
      label={`Releases of ${entity.name} by year; choose one to see the graph as it was then`}
      height={height}
      onSelect={(year) => navigate({ ...kept(), ...entityParams(entity), year: String(year) })}
    />
  );

/** What the reader has set for the graph stays; what was about another page goes. */
const kept = () => {
  const { hide } = currentParams();
  return { hide };
};
