// Which measures each tab of the curves shows; `bars` shows how things stand now instead of a curve; `labels` are shorter names for a line where the measure's own is long.

export const CHARTS = [
  { name: "stages", parts: [{ measures: ["bystander", "told_to", "want_to", "together"] }] },
  { name: "participation", parts: [{ measures: ["active_4w", "membership_active", "membership", "registered"],
    labels: { active_4w: "chart_active", registered: "chart_nominal", membership: "chart_member" } }] },
  { name: "organisations", parts: [
    { measures: ["organisations", "organisations_registered", "organisations_ended"] },
    { title: "groups_by_step", group: "steps", bars: true }] },
  { name: "matters", parts: [
    { measures: ["matters_arrived", "matters_solved"], labels: { matters_arrived: "chart_arrived", matters_solved: "chart_solved" } },
    { measures: ["matters_open"], labels: { matters_open: "chart_open" } }] },
  { name: "cadres", parts: [{ measures: ["cadre_hours", "volunteer_hours", "asking_hours"] }, { measures: ["cadre_overload"] }] },
  { name: "costs", parts: [{ title: "cost_of_week", measures: ["cost_yuan"] }, { title: "chart_cost_sum", measures: ["cost_yuan"], sum: true }] },
  { name: "everyday", parts: [{ measures: ["everyday_tidying", "everyday_looking_in"],
    labels: { everyday_tidying: "chart_tidying", everyday_looking_in: "chart_looking_in" } }] },
  { name: "reasons", parts: [{ measures: ["unasked", "unable", "unwilling"] }] },
];
