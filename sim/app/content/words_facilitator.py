"""Words for whoever runs the workshop: tours, predictions, the budget game, roles."""

from __future__ import annotations

from sim.text import Text

TOURS: dict[str, Text] = {
    "tours": Text("Guided tours", "导览"),
    "tour_choose": Text("Choose a tour", "选择导览"),
    "tour_start": Text("Start this tour", "开始导览"),
    "tour_minutes": Text("about {n} minutes", "约 {n} 分钟"),
    "tour_scene": Text("Scene {n} of {all}", "第 {n} 幕，共 {all} 幕"),
    "tour_question": Text("Question to the room", "问大家"),
    "tour_predict": Text("What does the room think?", "大家怎么猜？"),
    "tour_predict_hint": Text("Talk first, agree on a number, then enter it.", "先讨论，定下一个数，再填进来。"),
    "tour_prediction": Text("our guess", "我们的猜测"),
    "tour_commit": Text("That is our guess: run it", "就猜这个，运行"),
    "tour_skip_guess": Text("Run without a guess", "不猜，直接运行"),
    "tour_running": Text("The community lives on to week {week} …", "社区正在走向第 {week} 周……"),
    "tour_reveal": Text("Reveal", "揭晓"),
    "tour_guessed": Text("The room guessed {guess}; the model shows {value}.", "大家猜 {guess}，模型给出 {value}。"),
    "tour_no_guess": Text("The model shows {value}.", "模型给出 {value}。"),
    "tour_close": Text("Close to the guess.", "和猜测接近。"),
    "tour_above": Text("More than the guess: what did we overlook?", "比猜的多：我们漏看了什么？"),
    "tour_below": Text("Less than the guess: what did we take for granted?", "比猜的少：我们把什么想当然了？"),
    "tour_how_to_read": Text("How to read it", "怎么看"),
    "tour_in_this_run": Text("in this run", "本次运行中"),
    "tour_debrief": Text("Talk about it", "讨论"),
    "tour_next": Text("Next scene", "下一幕"),
    "tour_back": Text("Previous scene", "上一幕"),
    "tour_end": Text("End the tour", "结束导览"),
    "tour_done": Text("End of the tour", "导览结束"),
    "tour_done_hint": Text("Everything stays as it is: go on from here with policies of your own.", "现场保持原样，可以接着用自己的政策往下走。"),
    "tour_guesses": Text("Guesses and what came out", "猜测与结果"),
    "tour_changed": Text("Policies were changed by hand during this tour; the scenes may show something else.", "导览途中改动过政策，各幕结果可能与说明不同。"),
}

GAME: dict[str, Text] = {
    "game": Text("Budget game", "预算对抗"),
    "game_about": Text("Every team gets the same community, the same luck and the same budget. Which plan wakes the community up, for whom, and at what cost?", "各组拿到同一个社区、同样的运气、同样的预算。谁的方案让社区活起来，惠及了谁，代价多大？"),
    "game_rules": Text("Rules", "规则"),
    "game_rule_budget": Text("Money: at most {yuan} yuan a year. Cadres: at most {hours} hours a week on average.", "资金：每年不超过 {yuan} 元。干部：平均每周不超过 {hours} 小时。"),
    "game_rule_same": Text("Same residents, same seed: what differs on the board comes from the plans.", "居民相同、种子相同，榜上的差别来自方案。"),
    "game_rule_no_winner": Text("There is no total score: every column has its own order, and the room decides what matters.", "没有总分：每一列各有先后，看重什么由大家商量。"),
    "game_teams": Text("Teams", "小组"),
    "game_team_n": Text("Team {n}", "第{n}组"),
    "game_team_add": Text("Add a team", "添加小组"),
    "game_team_remove": Text("Remove", "移除"),
    "game_team_name": Text("Name of the team", "组名"),
    "game_plan": Text("Plan", "方案"),
    "game_plan_module": Text("Module", "模块"),
    "game_plan_start": Text("from year", "从第几年"),
    "game_plan_stop": Text("until year", "到第几年"),
    "game_plan_grids": Text("grids", "网格"),
    "game_plan_empty": Text("Nothing chosen: the community lives on as it is.", "未选任何模块：社区维持原样。"),
    "game_check": Text("Check the budget", "核对预算"),
    "game_checking": Text("Checking {team}'s plan in a trial run …", "正在试算{team}的方案……"),
    "game_fits": Text("Within the budget.", "在预算之内。"),
    "game_run": Text("Run all plans", "一起运行"),
    "game_running": Text("{done} of {all} communities have lived to the end.", "{all} 个社区中已有 {done} 个走完全程。"),
    "game_board": Text("The board", "结果榜"),
    "game_board_hint": Text("Communities, never persons. Figures of the last year; the small number is the order in that column.", "比的是社区，不是人。取最后一年的数字，小号数字是该列的先后。"),
    "game_rank": Text("{n}", "第{n}"),
    "game_tied": Text("equal", "并列"),
    "game_again": Text("Change the plans and run again", "修改方案，再来一次"),
    "game_watch": Text("Watch {team}'s community", "看{team}的社区"),
    "game_debrief": Text("Which column did your team play for? Who would be worse off under your plan?", "你们组主要为哪一列而战？按你们的方案，谁会吃亏？"),
    "game_one_seed": Text("All of this rests on one seed. With other luck the order can change.", "结果只基于一个随机种子，换一种运气，先后可能改变。"),
}

ROLES: dict[str, Text] = {
    "roles": Text("Roles", "角色"),
    "roles_hint": Text("Pause each quarter and let everybody speak in their role before the next step.", "每季度暂停一次，各角色先发言，再往下走。"),
    "role_secretary": Text("party secretary of the community", "社区书记"),
    "role_leader": Text("capable resident", "小区达人"),
    "role_unit": Text("unit in the area", "辖区单位"),
    "role_resident": Text("resident", "普通居民"),
    "role_pause_quarterly": Text("Pause every quarter", "每季度暂停"),
    "facilitator": Text("Facilitator", "主持人"),
    "facilitator_notes": Text("Notes", "备注"),
}

FACILITATOR: dict[str, Text] = {**TOURS, **GAME, **ROLES}
