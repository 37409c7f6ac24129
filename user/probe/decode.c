// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "decode.h"

#include <Zydis/Zydis.h>
#include <stdio.h>
#include <string.h>

#define WRITES(operand) ((operand)->actions & ZYDIS_OPERAND_ACTION_MASK_WRITE)

static void init_decoder(ZydisDecoder *decoder)
{
	ZydisDecoderInit(decoder, ZYDIS_MACHINE_MODE_LONG_64, ZYDIS_STACK_WIDTH_64);
}

/* The number of the general register that this one is a part of. */
static uint8_t number_of(ZydisRegister part)
{
	ZydisRegister whole = ZydisRegisterGetLargestEnclosing(ZYDIS_MACHINE_MODE_LONG_64, part);

	if (ZydisRegisterGetClass(whole) != ZYDIS_REGCLASS_GPR64)
		return NO_REGISTER;
	return ZydisRegisterGetId(whole);
}

static bool is_whole(const ZydisDecodedOperand *operand, ZydisRegister wanted)
{
	return operand->type == ZYDIS_OPERAND_TYPE_REGISTER && operand->reg.value == wanted;
}

static bool is_whole_register(const ZydisDecodedOperand *operand)
{
	return operand->type == ZYDIS_OPERAND_TYPE_REGISTER &&
	       ZydisRegisterGetClass(operand->reg.value) == ZYDIS_REGCLASS_GPR64;
}

static enum flow flow_of(const ZydisDecodedInstruction *raw, const ZydisDecodedOperand *operands)
{
	bool direct = raw->operand_count && operands[0].type == ZYDIS_OPERAND_TYPE_IMMEDIATE;

	switch (raw->mnemonic) {
	case ZYDIS_MNEMONIC_UD0:
	case ZYDIS_MNEMONIC_UD1:
	case ZYDIS_MNEMONIC_UD2:
	case ZYDIS_MNEMONIC_HLT:
	case ZYDIS_MNEMONIC_INT3:
		return FLOW_STOP;
	case ZYDIS_MNEMONIC_XBEGIN:
	case ZYDIS_MNEMONIC_IRET:
	case ZYDIS_MNEMONIC_IRETD:
	case ZYDIS_MNEMONIC_IRETQ:
	case ZYDIS_MNEMONIC_UIRET:
		return FLOW_ODD;
	case ZYDIS_MNEMONIC_SYSENTER:
	case ZYDIS_MNEMONIC_SYSCALL:
	case ZYDIS_MNEMONIC_INT:
		return FLOW_SYSTEM_CALL;
	default:
		break;
	}
	switch (raw->meta.category) {
	case ZYDIS_CATEGORY_CALL:
		return FLOW_CALL;
	case ZYDIS_CATEGORY_RET:
		return raw->meta.branch_type == ZYDIS_BRANCH_TYPE_FAR ? FLOW_ODD : FLOW_RETURN;
	case ZYDIS_CATEGORY_COND_BR:
		return FLOW_BRANCH;
	case ZYDIS_CATEGORY_UNCOND_BR:
		if (raw->meta.branch_type == ZYDIS_BRANCH_TYPE_FAR)
			return FLOW_ODD;
		return direct ? FLOW_JUMP : FLOW_INDIRECT_JUMP;
	default:
		return FLOW_NEXT;
	}
}

static uint8_t condition_of(const ZydisDecodedInstruction *raw)
{
	bool near = raw->opcode_map == ZYDIS_OPCODE_MAP_0F && (raw->opcode & 0xf0) == 0x80;
	bool close = raw->opcode_map == ZYDIS_OPCODE_MAP_DEFAULT && (raw->opcode & 0xf0) == 0x70;

	return near || close ? raw->opcode & 0x0f : 0xff;
}

static void note_data(const ZydisDecodedInstruction *raw, const ZydisDecodedOperand *operands,
		      struct instruction *out)
{
	for (size_t i = 0; i < raw->operand_count; i++)
		if (operands[i].type == ZYDIS_OPERAND_TYPE_MEMORY &&
		    operands[i].mem.base == ZYDIS_REGISTER_RIP)
			ZydisCalcAbsoluteAddress(raw, &operands[i], out->address, &out->data);
}

/* Reads of the frame, pops among them. */
static void note_reads(const ZydisDecodedInstruction *raw, const ZydisDecodedOperand *operands,
		       struct instruction *out)
{
	out->read_base = NO_REGISTER;
	for (size_t i = 0; i < raw->operand_count; i++) {
		const ZydisDecodedOperand *operand = &operands[i];

		if (operand->type != ZYDIS_OPERAND_TYPE_MEMORY ||
		    operand->mem.type != ZYDIS_MEMOP_TYPE_MEM ||
		    !(operand->actions & ZYDIS_OPERAND_ACTION_MASK_READ) ||
		    operand->mem.index != ZYDIS_REGISTER_NONE)
			continue;
		if (operand->mem.base == ZYDIS_REGISTER_RSP)
			out->read_base = RSP;
		else if (operand->mem.base == ZYDIS_REGISTER_RBP)
			out->read_base = RBP;
		else
			continue;
		out->read_at = operand->mem.disp.value;
	}
}

static void note_writes(const ZydisDecodedInstruction *raw, const ZydisDecodedOperand *operands,
			struct instruction *out)
{
	for (size_t i = 0; i < raw->operand_count; i++) {
		uint8_t number;

		if (!WRITES(&operands[i]))
			continue;
		if (operands[i].type == ZYDIS_OPERAND_TYPE_MEMORY)
			out->writes_memory = true;
		if (operands[i].type != ZYDIS_OPERAND_TYPE_REGISTER)
			continue;
		number = number_of(operands[i].reg.value);
		if (number != NO_REGISTER)
			out->written |= 1u << number;
	}
}

/* "register + constant", as lea computes it. */
static bool is_plain_lea(const ZydisDecodedInstruction *raw, const ZydisDecodedOperand *operands,
			 ZydisRegister base)
{
	return raw->mnemonic == ZYDIS_MNEMONIC_LEA && operands[1].mem.base == base &&
	       operands[1].mem.index == ZYDIS_REGISTER_NONE;
}

static void move_stack(struct instruction *out, enum stack_effect effect, int64_t amount)
{
	bool fits = amount == (int32_t)amount;

	out->stack_effect = fits ? effect : STACK_LOST;
	out->amount = fits ? amount : 0;
}

static void note_stack_write(const ZydisDecodedInstruction *raw,
			     const ZydisDecodedOperand *operands, struct instruction *out)
{
	bool whole = is_whole(&operands[0], ZYDIS_REGISTER_RSP);
	bool constant = raw->operand_count > 1 && operands[1].type == ZYDIS_OPERAND_TYPE_IMMEDIATE;

	if (raw->meta.category == ZYDIS_CATEGORY_PUSH)
		move_stack(out, STACK_MOVED, -raw->operand_width / 8);
	else if (raw->meta.category == ZYDIS_CATEGORY_POP && !whole)
		move_stack(out, STACK_MOVED, raw->operand_width / 8);
	else if (raw->mnemonic == ZYDIS_MNEMONIC_LEAVE)
		out->stack_effect = STACK_LEAVE;
	else if (raw->mnemonic == ZYDIS_MNEMONIC_ADD && whole && constant)
		move_stack(out, STACK_MOVED, operands[1].imm.value.s);
	else if (raw->mnemonic == ZYDIS_MNEMONIC_SUB && whole && constant)
		move_stack(out, STACK_MOVED, -operands[1].imm.value.s);
	else if (raw->mnemonic == ZYDIS_MNEMONIC_MOV && whole &&
		 is_whole(&operands[1], ZYDIS_REGISTER_RBP))
		out->stack_effect = STACK_FROM_FRAME;
	else if (whole && is_plain_lea(raw, operands, ZYDIS_REGISTER_RSP))
		move_stack(out, STACK_MOVED, operands[1].mem.disp.value);
	else if (whole && is_plain_lea(raw, operands, ZYDIS_REGISTER_RBP))
		move_stack(out, STACK_FROM_FRAME, operands[1].mem.disp.value);
	else if (out->flow != FLOW_CALL && out->flow != FLOW_RETURN)
		out->stack_effect = STACK_LOST;
}

static void note_stack(const ZydisDecodedInstruction *raw, const ZydisDecodedOperand *operands,
		       struct instruction *out)
{
	if (out->written & 1u << RSP)
		note_stack_write(raw, operands, out);
	else if (!raw->operand_count || !is_whole(&operands[0], ZYDIS_REGISTER_RBP))
		return;
	else if (raw->mnemonic == ZYDIS_MNEMONIC_MOV && is_whole(&operands[1], ZYDIS_REGISTER_RSP))
		out->stack_effect = STACK_TO_FRAME;
	else if (is_plain_lea(raw, operands, ZYDIS_REGISTER_RSP))
		move_stack(out, STACK_TO_FRAME, operands[1].mem.disp.value);
}

static void take_memory(const ZydisDecodedOperand *operand, enum table_role role,
			struct instruction *out)
{
	out->table_role = role;
	out->base = number_of(operand->mem.base);
	out->scale = operand->mem.scale;
	out->table = operand->mem.disp.value;
}

static bool is_table_memory(const ZydisDecodedOperand *operand)
{
	return operand->type == ZYDIS_OPERAND_TYPE_MEMORY &&
	       operand->mem.index != ZYDIS_REGISTER_NONE && operand->mem.base != ZYDIS_REGISTER_RIP;
}

static void note_lea(const ZydisDecodedInstruction *raw, const ZydisDecodedOperand *operands,
		     uint64_t address, struct instruction *out)
{
	const ZydisDecodedOperand *memory = &operands[1];

	if (memory->mem.base == ZYDIS_REGISTER_RIP) {
		out->table_role = TABLE_ADDRESS;
		ZydisCalcAbsoluteAddress(raw, memory, address, &out->table);
	} else if (memory->mem.scale == 1 && !memory->mem.disp.value &&
		   memory->mem.base != ZYDIS_REGISTER_NONE) {
		uint8_t base = number_of(memory->mem.base), index = number_of(memory->mem.index);

		if (base != out->to && index != out->to)
			return;
		out->table_role = TABLE_ADD;
		out->base = base == out->to ? index : base;
	}
}

/* Instructions that jump tables are made of write a whole register, or jump. */
static void note_table(const ZydisDecodedInstruction *raw, const ZydisDecodedOperand *operands,
		       uint64_t address, struct instruction *out)
{
	if (out->flow == FLOW_INDIRECT_JUMP) {
		if (is_table_memory(&operands[0]))
			take_memory(&operands[0], TABLE_JUMP, out);
		else if (operands[0].type == ZYDIS_OPERAND_TYPE_REGISTER)
			out->to = number_of(operands[0].reg.value);
		return;
	}
	if (raw->operand_count < 2 || operands[0].type != ZYDIS_OPERAND_TYPE_REGISTER ||
	    !WRITES(&operands[0]))
		return;
	out->to = number_of(operands[0].reg.value);
	if (raw->mnemonic == ZYDIS_MNEMONIC_LEA) {
		note_lea(raw, operands, address, out);
	} else if (raw->mnemonic == ZYDIS_MNEMONIC_MOV &&
		   operands[1].type == ZYDIS_OPERAND_TYPE_IMMEDIATE) {
		out->table_role = TABLE_ADDRESS;
		out->table = operands[1].imm.value.u;
	} else if ((raw->mnemonic == ZYDIS_MNEMONIC_MOVSXD && is_table_memory(&operands[1]) &&
		    operands[1].mem.scale == 4) ||
		   (raw->mnemonic == ZYDIS_MNEMONIC_MOV && is_whole_register(&operands[0]) &&
		    is_table_memory(&operands[1]) && operands[1].mem.scale == 8)) {
		take_memory(&operands[1], TABLE_ENTRY, out);
	} else if (raw->mnemonic == ZYDIS_MNEMONIC_ADD && is_whole_register(&operands[1])) {
		out->table_role = TABLE_ADD;
		out->base = number_of(operands[1].reg.value);
	}
}

static bool is_nop(const ZydisDecodedInstruction *raw)
{
	return raw->mnemonic == ZYDIS_MNEMONIC_NOP ||
	       (raw->mnemonic == ZYDIS_MNEMONIC_XCHG && raw->opcode == 0x90 && raw->length <= 3);
}

bool decode_instruction(const unsigned char *code, size_t size, uint64_t address,
			struct instruction *instruction)
{
	ZydisDecodedOperand operands[ZYDIS_MAX_OPERAND_COUNT];
	ZydisDecodedInstruction raw;
	ZydisDecoder decoder;

	init_decoder(&decoder);
	if (!ZYAN_SUCCESS(ZydisDecoderDecodeFull(&decoder, code, size, &raw, operands)))
		return false;
	*instruction = (struct instruction){
		.address = address,
		.length = raw.length,
		.flow = flow_of(&raw, operands),
		.base = NO_REGISTER,
		.to = NO_REGISTER,
		.condition = condition_of(&raw),
		.nop = is_nop(&raw),
	};
	if (raw.raw.imm[0].is_relative)
		ZydisCalcAbsoluteAddress(&raw, &operands[0], address, &instruction->target);
	note_data(&raw, operands, instruction);
	note_writes(&raw, operands, instruction);
	note_reads(&raw, operands, instruction);
	note_stack(&raw, operands, instruction);
	note_table(&raw, operands, address, instruction);
	return true;
}

void decode_text(const unsigned char *code, size_t size, uint64_t address, char *text,
		 size_t text_size)
{
	ZydisDecodedOperand operands[ZYDIS_MAX_OPERAND_COUNT];
	ZydisDecodedInstruction raw;
	ZydisFormatter formatter;
	ZydisDecoder decoder;

	init_decoder(&decoder);
	ZydisFormatterInit(&formatter, ZYDIS_FORMATTER_STYLE_ATT);
	ZydisFormatterSetProperty(&formatter, ZYDIS_FORMATTER_PROP_ADDR_PADDING_ABSOLUTE,
				  ZYDIS_PADDING_DISABLED);
	ZydisFormatterSetProperty(&formatter, ZYDIS_FORMATTER_PROP_DISP_PADDING,
				  ZYDIS_PADDING_DISABLED);
	ZydisFormatterSetProperty(&formatter, ZYDIS_FORMATTER_PROP_IMM_PADDING,
				  ZYDIS_PADDING_DISABLED);
	ZydisFormatterSetProperty(&formatter, ZYDIS_FORMATTER_PROP_HEX_UPPERCASE, ZYAN_FALSE);
	if (!ZYAN_SUCCESS(ZydisDecoderDecodeFull(&decoder, code, size, &raw, operands)) ||
	    !ZYAN_SUCCESS(ZydisFormatterFormatInstruction(&formatter, &raw, operands,
							  raw.operand_count_visible, text,
							  text_size, address, NULL)))
		snprintf(text, text_size, "(bad)");
}
